# Shows what the agent wrote about itself, if it lives. Exit code 1: none does.
# usage: GATEWAY PLACE
pid=$(sed -n 's/.*"pid":\([0-9]*\).*/\1/p' "$place/agent/agent.json" 2>/dev/null)
[ -n "$pid" ] && tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF -- "$place/config.json" || exit 1
cat "$place/agent/agent.json"
