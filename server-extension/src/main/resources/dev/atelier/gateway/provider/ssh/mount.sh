# Mounts the share, unless it is mounted from that very port. Exit code 47: this host has no FUSE for us; 48: the toolbox has no
# rclone; 49: it could not be mounted.
# usage: GATEWAY PLACE VERSION PORT CONFIGURATION
umask 077
place=$HOME/.atelier/$1/$2
# The running agent's toolbox may be of an earlier build.
for rclone in "$HOME/.atelier/$1/toolbox-$3/bin/rclone" "$HOME/.atelier/$1"/toolbox-*/bin/rclone; do
    [ ! -x "$rclone" ] || break
done
point=$place/share
cd "$place" || exit 1
mounted() { grep -qF -- " $point " /proc/self/mounts; }
unmount() { fusermount3 -uz "$point" 2>/dev/null || fusermount -uz "$point"; }
if mounted; then
    if [ "$(cat share.port 2>/dev/null)" = "$4" ] && timeout 15 ls "$point" >/dev/null 2>&1; then exit 0; fi
    unmount
fi
[ -x "$rclone" ] || exit 48
[ -r /dev/fuse ] && [ -w /dev/fuse ] || exit 47
helper=$(command -v fusermount3 || command -v fusermount) || exit 47
# Older rclones look for the one name, newer ones for the other; the toolbox's own has not the right to mount.
mkdir -p bin && ln -sf "$helper" bin/fusermount && ln -sf "$helper" bin/fusermount3
printf '%s' "$5" >share.part && mv share.part share.conf && echo "$4" >share.port || exit 1
: >mount.log
(
    umask 022
    PATH=$place/bin:$PATH exec setsid "$rclone" mount share: "$point" --config "$place/share.conf" --cache-dir "$place/cache" \
        --vfs-cache-mode writes --vfs-write-back 100ms --dir-cache-time 1s --attr-timeout 1s --poll-interval 0 \
        --low-level-retries 10 --timeout 30s --contimeout 10s
) >>mount.log 2>&1 </dev/null &
waited=0
until mounted; do
    waited=$((waited + 1))
    if [ "$waited" -gt 200 ] || ! kill -0 $! 2>/dev/null; then
        tail -n 3 mount.log >&2
        exit 49
    fi
    sleep 0.1
done
exit 0
