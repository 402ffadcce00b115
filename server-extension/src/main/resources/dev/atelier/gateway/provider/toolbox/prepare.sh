# Runs once where the toolbox lies, in a container of its own or on the host: makes the caches of that very runtime.
# usage: prepare.sh FOLDER
set -e
toolbox=$1
cd "$toolbox"
export JDK_AOT_VM_OPTIONS=-XX:-UsePerfData # which would leave a folder among temporary files
runtime/bin/java -XX:-UsePerfData -jar kernelspec/atelier-kernelspec.jar install --prefix "$toolbox"
rm -r kernelspec

# The agent starts once for its cache of loaded classes. Without one the toolbox works too, only slower.
training=$toolbox/training
mkdir -p "$training/state" "$training/share"
cat >"$training/config.json" <<JSON
{"instance": "training", "secret": "not-a-secret-at-all", "host": "127.0.0.1", "port": 0,
 "state": "$training/state", "share": "$training/share", "kernelPath": [], "environment": {}}
JSON
runtime/bin/java -XX:AOTCacheOutput="$toolbox/agent.aot" @agent.args --config "$training/config.json" &
waited=0
until [ -f "$training/state/agent.json" ] || [ "$waited" -gt 100 ]; do
    waited=$((waited + 1))
    sleep 0.1
done
kill -TERM $!
wait $! || true
rm -rf "$training"

touch complete
