# shellcheck shell=bash
# What the scripts here share: where things lie, whose the build cache is, how a step is announced, how root is had.
#
# Sourced, never run. The Makefile exports the folders, so that they are named in one place only.

set -euo pipefail

: "${CARGO_TARGET_DIR:?Run this through make, which says where things are built}"
: "${KLEIO_CACHE:?Run this through make}"
: "${KLEIO_TOOLS:?Run this through make}"

# npm and pip bring their own lists of certificate authorities. The machine's list may hold one more: a company's.
authorities=/etc/ssl/certs/ca-certificates.crt
if [[ -f "$authorities" ]]; then
    export NODE_EXTRA_CA_CERTS="${NODE_EXTRA_CA_CERTS:-$authorities}" PIP_CERT="${PIP_CERT:-$authorities}"
fi

have() { command -v "$1" >/dev/null 2>&1; }

# claim_build_cache: makes cargo compile this checkout's own sources. To cargo, two checkouts that share a target folder
# are the same package, and what one of them built after the other's files were written passes for the other's
# (rust-lang/cargo, issue 17312). So whoever comes after another checkout has files newer than all that is built.
claim_build_cache() {
    local mark="$CARGO_TARGET_DIR/built-last-by"
    [[ -f "$mark" && "$(<"$mark")" == "$PWD" ]] && return
    mkdir -p "$CARGO_TARGET_DIR"
    find app shared server pipeline tests -path app/dist -prune -o -type f -exec touch {} +
    echo "$PWD" >"$mark"
}
claim_build_cache

# version_in_cargo_toml NAME: the exact version that Cargo.toml pins (`name = "=1.2.3"`).
version_in_cargo_toml() {
    sed -n "s/^$1 = \"=\([0-9][0-9.]*\)\".*/\1/p" Cargo.toml | head -n 1
}

# The compiler that set-up made from Debian's packages where rustup could not add the wasm32 target.
wasm_toolchain="$KLEIO_TOOLS/wasm-toolchain"

active_rust_has_wasm() {
    local lib
    lib="$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null)" || return 1
    compgen -G "$lib/libcore-*.rlib" >/dev/null
}

wasm_toolchain_is_current() {
    [[ -x /usr/bin/rustc && -f "$wasm_toolchain/made-by" ]] &&
        [[ "$(/usr/bin/rustc --version)" == "$(<"$wasm_toolchain/made-by")" ]]
}

# use_wasm_compiler: puts the compiler for the client first on PATH, and its output in a folder of its own,
# because two compilers in one target folder rebuild everything each time they take turns.
use_wasm_compiler() {
    if ! active_rust_has_wasm; then
        wasm_toolchain_is_current || {
            echo "There is no Rust compiler for WebAssembly here. Run: make setup" >&2
            return 1
        }
        export PATH="$wasm_toolchain/bin:$PATH" SYSROOT="$wasm_toolchain"
    fi
    export CARGO_TARGET_DIR="$CARGO_TARGET_DIR/wasm"
}

# python_with FOLDER PACKAGE...: Python with these packages, in a folder of its own. What stands among them goes to pip.
python_with() {
    python3 -m venv "$1"
    "$1/bin/pip" install --quiet --disable-pip-version-check "${@:2}"
}

# spell_seconds N: "8 s", "3 min 5 s".
spell_seconds() {
    if (($1 < 60)); then echo "$1 s"; else echo "$(($1 / 60)) min $(($1 % 60)) s"; fi
}

# timed_step NAME TITLE WHY USUALLY COMMAND...: announces the step, runs the command with its output in a log,
# says every half minute that it is alive, and says at the end how long it took. On failure, shows the log's end.
timed_step() {
    local name="$1" title="$2" why="$3" usually="$4" log started=$SECONDS pulse status=0
    shift 4
    mkdir -p "$KLEIO_CACHE/logs"
    log="$KLEIO_CACHE/logs/setup-$name.log"
    echo "Set-up: $title"
    echo "        Why: $why. Usually $usually."
    (
        while sleep 30; do
            printf '        … %s so far: %s\n' "$(spell_seconds $((SECONDS - started)))" "$(tail -n 1 "$log" | cut -c 1-80)"
        done
    ) &
    pulse=$!
    # shellcheck disable=SC2064 # The process of now, whatever the variable holds then.
    trap "kill $pulse 2>/dev/null || true" EXIT
    trap 'exit 130' INT
    # The command stays in the foreground: a background one would not see Ctrl-C.
    "$@" >"$log" 2>&1 </dev/null || status=$?
    { kill "$pulse" && wait "$pulse"; } 2>/dev/null || true
    trap - EXIT INT
    if ((status != 0)); then
        echo "        Failed after $(spell_seconds $((SECONDS - started))). The end of $log:"
        tail -n 15 "$log" | sed 's/^/        | /'
        return "$status"
    fi
    echo "        Done in $(spell_seconds $((SECONDS - started)))."
}

# as_root COMMAND...: runs it as root, or fails where that needs a password.
as_root() {
    if [[ "$(id -u)" == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

can_be_root() {
    [[ "$(id -u)" == 0 ]] || { have sudo && sudo -n true 2>/dev/null; }
}

# install_cargo_tool CRATE VERSION [CARGO FLAG...]: a ready binary where cargo-binstall can get one, else a compile.
install_cargo_tool() {
    local crate="$1" version="$2"
    shift 2
    if have cargo-binstall && timeout 120 cargo-binstall --no-confirm --disable-strategies compile \
        --root "$KLEIO_TOOLS" "$crate@$version"; then
        return
    fi
    # A quick compile, not a quick tool: these run for seconds. One folder for all tools, so that what they have in
    # common is compiled once and an interrupted compile goes on where it was.
    env -u RUSTFLAGS CARGO_TARGET_DIR="$KLEIO_CACHE/tools-build" CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
        CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_DEBUG=0 \
        cargo install "$crate" --version "$version" --locked --root "$KLEIO_TOOLS" "$@"
}
