# Removes an instance's folder, and with the last one all that is ours. Exit code 46: something is mounted there still.
# usage: GATEWAY PLACE
root=$HOME/.atelier/$1
if cut -d ' ' -f 2 /proc/mounts | grep -qF -- "$root/$2/"; then exit 46; fi
rm -rf "$root/$2" || exit 1
for other in "$root"/*; do
    case $other in
        */toolbox-* | */incoming.tar | */unpacking | "$root/*") ;;
        *) exit 0 ;;
    esac
done
rm -rf "$root" || exit 1
rmdir "$HOME/.atelier" 2>/dev/null
exit 0
