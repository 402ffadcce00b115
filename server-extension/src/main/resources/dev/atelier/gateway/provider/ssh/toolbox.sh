# Puts the toolbox that lies here as an archive into its place, unless it is there. Exit code 43: the archive is another one;
# 40, without a SHA256: it is not there yet.
# usage: GATEWAY VERSION [SHA256]
umask 077
cd -P "$HOME/.atelier/$1" || exit 1
toolbox=$PWD/toolbox-$2
if [ -f "$toolbox/complete" ]; then
    rm -f incoming.tar
    exit 0
fi
[ $# -eq 3 ] || exit 40
came=$(python3 -I -c '
import hashlib
digest = hashlib.sha256()
with open("incoming.tar", "rb") as archive:
    for block in iter(lambda: archive.read(1 << 20), b""):
        digest.update(block)
print(digest.hexdigest())') || exit 1
if [ "$came" != "$3" ]; then
    rm -f incoming.tar
    exit 43
fi
rm -rf unpacking "$toolbox" && mkdir unpacking && tar -xf incoming.tar -C unpacking && rm incoming.tar || exit 1
mv unpacking "$toolbox" || exit 1
sh "$toolbox/prepare.sh" "$toolbox" || exit 1
# Of earlier builds, unless something still runs on them. Seen first and searched then: else the search finds itself.
running=$(cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n')
for other in "$PWD"/toolbox-*; do
    if [ "$other" != "$toolbox" ] && ! printf '%s\n' "$running" | grep -qF -- "$other/"; then
        rm -rf "$other"
    fi
done
exit 0
