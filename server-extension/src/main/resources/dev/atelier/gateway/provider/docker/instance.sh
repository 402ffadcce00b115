#!/bin/sh
# Starts the agent of a container, and again when it has crashed: its kernels live on, and the next one finds them.
umask 022
trap 'kill -TERM "$agent" 2>/dev/null' TERM INT
while :; do
    /opt/atelier/runtime/bin/java -XX:AOTCache=/opt/atelier/agent.aot @/opt/atelier/agent.args --config "$1" &
    agent=$!
    wait "$agent"
    code=$?
    # Ended when asked, never started, or told to end by a signal.
    case $code in 0 | 2 | 143) exit $code ;; esac
    echo "The agent ended with $code; starting it again."
    sleep 0.2
done
