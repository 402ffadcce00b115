# Unmounts the share.
# usage: GATEWAY PLACE
point=$place/share
[ -d "$place" ] || exit 0
only_us
waited=0
while mounted "$point"; do
    waited=$((waited + 1))
    if [ "$waited" -gt 40 ]; then
        echo "it is mounted still" >&2
        exit 1
    fi
    lazy=
    if [ "$waited" -gt 25 ]; then lazy=z; fi
    fusermount3 "-u$lazy" "$point" 2>/dev/null || fusermount "-u$lazy" "$point" 2>/dev/null || sleep 0.2
done
# The process goes a moment after its mount.
waited=0
while [ "$waited" -lt 100 ]; do
    running=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n') # seen first: a search would find itself
    printf '%s\n' "$running" | grep -qxF -- "$place/share.conf" || break
    waited=$((waited + 1))
    sleep 0.1
done
exit 0
