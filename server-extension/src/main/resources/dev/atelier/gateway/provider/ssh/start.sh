# Starts the agent in a session of its own and says its number.
# usage: GATEWAY PLACE VERSION CONFIGURATION
toolbox=$root/toolbox-$3
cd "$place" || exit 1
(umask 077 && printf '%s' "$4" >config.part && mv config.part config.json && touch log) || exit 1
if [ "$(wc -c <log)" -gt 10000000 ]; then mv log log.1 && (umask 077 && touch log); fi
setsid "$toolbox/runtime/bin/java" "-XX:AOTCache=$toolbox/agent.aot" "@$toolbox/agent.args" --config "$place/config.json" \
    >>log 2>&1 </dev/null &
echo $!
