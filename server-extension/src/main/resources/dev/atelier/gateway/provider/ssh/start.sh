# Starts the agent in a session of its own and says its number.
# usage: GATEWAY PLACE VERSION CONFIGURATION
toolbox=$root/toolbox-$3
cd "$place" || exit 1
(umask 077 && printf '%s' "$4" >config.part && mv config.part config.json && touch log) || exit 1
if [ "$(wc -c <log)" -gt 10000000 ]; then mv log log.1 && (umask 077 && touch log); fi
setsid "$toolbox/runtime/bin/java" "-XX:AOTCache=$toolbox/agent.aot" "@$toolbox/agent.args" --config "$place/config.json" \
    >>log 2>&1 </dev/null &
pid=$!
# Not before it is that program: until then it is a copy of this shell, which failed.sh would take for another's process.
tries=0
until tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$root/" || [ $tries -ge 50 ]; do
    tries=$((tries + 1))
    sleep 0.1
done
echo $pid
