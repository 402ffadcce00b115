# Makes the instance's Python environment over the host's own Python, so that what is installed there is there at once, and what
# a person installs lands in the environment and wins. Exit code 44: nothing to install ipykernel with; 45: it could not be.
# usage: GATEWAY PLACE
umask 077
env=$place/env
if [ -f "$env/complete" ] && "$env/bin/python" -c 'import ipykernel' 2>/dev/null; then exit 0; fi
rm -rf "$env"
if python3 -m venv --without-pip --system-site-packages "$env" >/dev/null 2>&1; then
    python=$env/bin/python
    if ! "$python" -c 'import ipykernel' 2>/dev/null; then
        "$python" -m pip --version >/dev/null 2>&1 || "$python" -m ensurepip >/dev/null 2>&1 || exit 44
        "$python" -m pip install --quiet --no-cache-dir --disable-pip-version-check 'ipykernel==7.*' >&2 || exit 45
    fi
    for name in pip pip3; do
        [ -e "$env/bin/$name" ] || {
            printf '#!/bin/sh\nexec "${0%%/*}/python" -m pip "$@"\n' >"$env/bin/$name" && chmod 700 "$env/bin/$name"
        }
    done
else
    python3 -c 'import ipykernel' 2>/dev/null || exit 44
    python=$(command -v python3)
    mkdir -p "$env/bin" && ln -s "$python" "$env/bin/python" && ln -s "$python" "$env/bin/python3" || exit 1
fi
export IPYTHONDIR="$place/ipython" TMPDIR="$place/tmp"
mkdir -p "$TMPDIR" || exit 1
"$python" -m ipykernel install --prefix "$env" --name python3 --display-name 'Python 3' >/dev/null 2>&1 || exit 45
rm -rf "$TMPDIR"
touch "$env/complete"
