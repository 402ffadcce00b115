# Unmounts the share.
# usage: GATEWAY PLACE
place=$HOME/.atelier/$1/$2
point=$place/share
mounted() { grep -qF -- " $point " /proc/self/mounts; }
mounted || exit 0
waited=0
until fusermount3 -u "$point" 2>/dev/null || fusermount -u "$point" 2>/dev/null; do
    waited=$((waited + 1))
    [ "$waited" -le 25 ] || { fusermount3 -uz "$point" 2>/dev/null || fusermount -uz "$point"; break; }
    sleep 0.2
done
while mounted; do sleep 0.1; done
# The process goes a moment after its mount.
waited=0
while [ "$waited" -lt 100 ]; do
    running=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n') # seen first: a search would find itself
    printf '%s\n' "$running" | grep -qxF -- "$place/share.conf" || break
    waited=$((waited + 1))
    sleep 0.1
done
exit 0
