#!/usr/bin/env bash
# Crossmedia Studio: sets itself up as far as needed, then opens.
#
#   bash installer/studio.sh             open the studio
#   bash installer/studio.sh demo        make demo/film.mp4 and its project from a text, and open it
#   bash installer/studio.sh test        the same set-up with the test tools, then every check and test
#   bash installer/studio.sh ARGUMENTS   anything else goes to the command line (try: --help)
#
# Set-up goes on where an interrupted one stopped. Environment variables it listens to:
#   STUDIO_PYTHON        the Python (3.11 or newer) to build the environment from
#   STUDIO_TORCH_INDEX   a package index to take PyTorch from, such as the one of its CPU builds
#   STUDIO_SEED          the order in which `test` runs the tests, to see a failure again
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv
python=$venv/bin/python
studio=$venv/bin/crossmedia-studio
stamps=$venv/.setup
log=$stamps/setup.log

# Shared libraries that Qt, PortAudio and friends open, and the Debian package of each.
libraries="
libEGL.so.1 libegl1
libGL.so.1 libgl1
libglib-2.0.so.0 libglib2.0-0
libfontconfig.so.1 libfontconfig1
libdbus-1.so.3 libdbus-1-3
libxkbcommon.so.0 libxkbcommon0
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-image.so.0 libxcb-image0
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-sync.so.1 libxcb-sync1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libXrandr.so.2 libxrandr2
libdrm.so.2 libdrm2
libbrotlidec.so.1 libbrotli1
libportaudio.so.2 libportaudio2
libatomic.so.1 libatomic1
"
# Fonts for captions in every script and for pictures made of emoji.
fonts="
DejaVuSans.ttf fonts-dejavu-core
NotoSansCJK-Regular.ttc fonts-noto-cjk
NotoColorEmoji.ttf fonts-noto-color-emoji
"

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }
fail() {
    printf 'studio.sh: %s\n' "$*" >&2
    exit 1
}

stamped() { [[ -e $stamps/$1 && $(cat "$stamps/$1") == "$2" ]]; }
stamp() { printf '%s\n' "$2" >"$stamps/$1"; }
hash_of() { (cd "$root" && cat "$@" | sha256sum | cut -c1-16); }

# ── Debian packages ─────────────────────────────────────────────────────────────────────────────────

missing_packages() { # what of the libraries, fonts and (for tests) programs is not there
    local name package known
    [[ $(uname -s) == Linux ]] || return 0
    known=$(PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null || true)
    while read -r name package; do
        [[ -z $name || $known == *"$name "* ]] || echo "$package"
    done <<<"$libraries"
    while read -r name package; do
        [[ -z $name || -n $(find /usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.local/share/fonts" \
            -name "$name" -print -quit 2>/dev/null) ]] || echo "$package"
    done <<<"$fonts"
    if [[ $1 == test ]]; then
        command -v Xvfb >/dev/null || echo xvfb
        command -v xauth >/dev/null || echo xauth
    fi
}

install_packages() { # install_packages NAME… : with apt, as root or through sudo
    local as_root=() refused=
    if ! command -v apt-get >/dev/null; then
        refused="missing here, install them under the names your system has for them: $*"
    elif [[ $(id -u) != 0 ]]; then
        as_root=(sudo)
        command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; } ||
            refused="missing here, and only an administrator may install them: apt-get install $*"
    fi
    if [[ -n $refused ]]; then
        printf '%s\n' "$@" | grep -qv '^fonts-' && fail "$refused"
        say "Going on without these fonts: $refused"
        return
    fi
    say "Installing Debian packages: $*"
    as_root+=(env DEBIAN_FRONTEND=noninteractive)
    local apt=("${as_root[@]}" apt-get -qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
    "${as_root[@]}" dpkg --configure -a >/dev/null || fail "dpkg could not finish what was interrupted: dpkg --configure -a"
    "${apt[@]}" update >&2 || fail "apt-get update failed: check the connection and /etc/apt"
    "${apt[@]}" install -y --fix-broken --no-install-recommends "$@" >/dev/null || fail "apt-get could not install: $*"
}

# ── Python ──────────────────────────────────────────────────────────────────────────────────────────

find_python() {
    local candidate
    for candidate in "${STUDIO_PYTHON:-}" python3 python3.13 python3.12 python3.11 python; do
        if [[ -n $candidate ]] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

have_venv() { [[ -x $python ]] && "$python" -c 'import pip' 2>/dev/null; }

missing_python() { # Debian packages that a Python with venv would need
    local base
    have_venv && return
    base=$(find_python) || echo python3
    "${base:-false}" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
}

make_venv() {
    have_venv && return
    local base
    base=$(find_python) || fail "Python 3.11 or newer is needed; set STUDIO_PYTHON to one"
    "$base" -c 'import ensurepip, venv' 2>/dev/null || fail "$base lacks venv; set STUDIO_PYTHON to a Python that has it"
    say "Making the environment .venv with $("$base" --version)"
    "$base" -m venv --clear "$venv" || fail "could not make $venv"
}

pip() { # what it says goes to the log; a terminal shows the package it is at
    local line status=0
    {
        "$python" -m pip --disable-pip-version-check --no-input --no-color "$@" 2>>"$log.err" </dev/null | tee -a "$log" |
            while read -r line; do
                [[ ! -t 2 || $line != Collecting* ]] || printf '\r\033[K  %s' "${line:0:70}" >&2
            done
    } || status=$?
    [[ ! -t 2 ]] || printf '\r\033[K' >&2
    return "$status"
}

pip_or_fail() {
    : >"$log.err"
    pip "$@" && return
    grep -v '^WARNING' "$log.err" | tail -n 3 >&2 || true
    fail "pip could not install what is needed (more in $log); check the connection and run this again"
}

gpu() { command -v nvidia-smi >/dev/null && nvidia-smi -L 2>/dev/null | grep -q GPU; }

install_torch() {
    local wanted
    wanted=$(cat "$root/installer/lock-torch.txt")
    "$python" -c "import importlib.metadata as m, sys; sys.exit(m.version('torch').split('+')[0] != '${wanted#*==}')" \
        2>/dev/null && return
    say "Installing PyTorch ${wanted#*==}"
    : >"$log.err"
    pip install --no-deps --no-index "$wanted" && return
    if [[ -n ${STUDIO_TORCH_INDEX:-} ]]; then
        pip_or_fail install --no-deps --index-url "$STUDIO_TORCH_INDEX" "$wanted"
    else
        gpu || [[ $(uname -s) == Darwin ]] ||
            say "Taking the default build, which carries CUDA (2.5 GB). Stop here and set STUDIO_TORCH_INDEX to spare it"
        pip_or_fail install "$wanted"
    fi
}

install_locked() { # install_locked LOCKFILE : exactly what it says, nothing it does not
    pip_or_fail install --no-deps --no-build-isolation --use-pep517 --ignore-requires-python -r "$root/installer/$1"
}

# ── Set-up ──────────────────────────────────────────────────────────────────────────────────────────

set_up() { # set_up run|test : each step that is done leaves a stamp, keyed by what it depends on
    local mode=$1 key whole missing
    cd "$root"
    whole=$(hash_of installer/studio.sh installer/lock*.txt pyproject.toml crossmedia_studio/models/entries/*.py)
    stamped "whole-$mode" "$whole $(models_folder)" && return

    key=$(hash_of installer/studio.sh)
    if ! have_venv || ! stamped "packages-$mode" "$key"; then
        mapfile -t missing < <(missing_python && missing_packages "$mode")
        [[ ${#missing[@]} == 0 ]] || install_packages "${missing[@]}"
        make_venv
        mkdir -p "$stamps"
        stamp "packages-$mode" "$key"
    fi

    key=$(hash_of installer/lock.txt installer/lock-torch.txt)
    if ! stamped lock "$key"; then
        install_torch
        say "Installing Python packages (about 360 MB)"
        pip_or_fail install --no-deps "$(grep '^setuptools==' installer/lock.txt)"
        install_locked lock.txt
        stamp lock "$key"
    fi

    key=$(hash_of installer/lock-test.txt)
    if [[ $mode == test ]] && ! stamped lock-test "$key"; then
        say "Installing test tools"
        install_locked lock-test.txt
        stamp lock-test "$key"
    fi

    key=$(hash_of pyproject.toml)
    if ! stamped studio "$key"; then
        pip_or_fail install --no-deps --no-build-isolation -e "$root"
        stamp studio "$key"
    fi

    say "Installing the models"
    "$studio" models install --yes
    [[ $mode != test ]] || "$studio" models install --yes smollm2 whisper-base text-vectors text-vectors-zh # what tests use
    stamp "whole-$mode" "$whole $(models_folder)"
}

models_folder() {
    echo "${CROSSMEDIA_STUDIO_MODELS:-${CROSSMEDIA_STUDIO_HOME:-${XDG_DATA_HOME:-${HOME:-/root}/.local/share}}}"
}

# ── Checks ──────────────────────────────────────────────────────────────────────────────────────────

run_checks() { # lint, format, types, layers, tests: all of them, the tests last
    local failed=() status=0 seed=${STUDIO_SEED:-$RANDOM}
    cd "$root"
    "$venv/bin/ruff" check --quiet . || failed+=(ruff-check)
    "$venv/bin/ruff" format --check --quiet . || failed+=(ruff-format)
    "$venv/bin/mypy" --no-error-summary || failed+=(mypy)
    "$venv/bin/lint-imports" --no-logo || failed+=(lint-imports)
    [[ ${#failed[@]} == 0 ]] || say "Failed checks: ${failed[*]}"
    say "Tests in the random order of STUDIO_SEED=$seed"
    "$venv/bin/pytest" -n 2 --randomly-seed="$seed" "$@" || status=$?
    [[ ${#failed[@]} == 0 ]] || exit 1
    exit "$status"
}

case ${1:-open} in
test)
    shift
    set_up test
    run_checks "$@"
    ;;
-h | --help | help)
    sed -n '2,/^set -/s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
    [[ ! -x $studio ]] || "$studio" --help
    ;;
*)
    here=$PWD
    set_up run
    cd "$here"
    exec "$studio" "$@"
    ;;
esac
