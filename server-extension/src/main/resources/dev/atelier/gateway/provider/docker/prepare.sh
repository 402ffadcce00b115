# Runs once in a container of its own that may write to the toolbox: makes the caches of that very runtime.
set -e
cd /opt/atelier
runtime/bin/java -jar kernelspec/atelier-kernelspec.jar install --prefix /opt/atelier
rm -r kernelspec

# The agent starts once for its cache of loaded classes. Without one the toolbox works too, only slower.
mkdir -p /tmp/training/state /tmp/training/share
cat >/tmp/training/config.json <<'JSON'
{"instance": "training", "secret": "not-a-secret-at-all", "host": "127.0.0.1", "port": 0,
 "state": "/tmp/training/state", "share": "/tmp/training/share", "kernelPath": [], "environment": {}}
JSON
runtime/bin/java -XX:AOTCacheOutput=/opt/atelier/agent.aot @agent.args --config /tmp/training/config.json &
waited=0
until [ -f /tmp/training/state/agent.json ] || [ "$waited" -gt 100 ]; do
    waited=$((waited + 1))
    sleep 0.1
done
kill -TERM $!
wait $! || true

touch complete
