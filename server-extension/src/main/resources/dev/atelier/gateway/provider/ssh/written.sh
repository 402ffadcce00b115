# Waits until all that was written here has gone to the share. Exit code 50: something has not within that time.
# usage: GATEWAY PLACE SECONDS
waited=0
while grep -rqsE '"Dirty": *true' "$place/cache/vfsMeta"; do
    waited=$((waited + 1))
    [ "$waited" -le "$(($3 * 10))" ] || exit 50
    sleep 0.1
done
exit 0
