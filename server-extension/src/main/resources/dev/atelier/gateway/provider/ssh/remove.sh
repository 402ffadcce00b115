# Removes an instance's folder, and with the last one all that is ours. Exit code 46: something is mounted there still.
# usage: GATEWAY PLACE
only_us
if mounted "$place"; then exit 46; fi
# The kernel renames no folder on which something is mounted, whatever the table of mounts shows us.
for point in "$place/share" "$place/mnt"/*; do
    [ -d "$point" ] && [ ! -L "$point" ] || continue
    rmdir "$point" 2>/dev/null && continue
    if mounted "$point" || ! rm -rf --one-file-system "$point.gone" || ! mv -T "$point" "$point.gone"; then exit 46; fi
done
rm -rf --one-file-system "$place" || exit 1
for other in "$root"/*; do
    case $other in
        */toolbox-* | */incoming.tar | */unpacking | */lock | "$root/*") ;;
        *) exit 0 ;;
    esac
done
if mounted "$root"; then exit 46; fi
rm -rf --one-file-system "$root" || exit 1
rmdir "$HOME/.atelier" 2>/dev/null
exit 0
