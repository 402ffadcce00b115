# Ends an agent that does not answer; its kernels and jobs live on for the next one.
# usage: GATEWAY PLACE
pid=$(sed -n 's/.*"pid":\([0-9]*\).*/\1/p' "$place/agent/agent.json" 2>/dev/null)
if [ -n "$pid" ] && tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF -- "$place/config.json"; then
    kill -KILL "$pid"
fi
