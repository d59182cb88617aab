#!/bin/sh
# Waits until PostgreSQL accepts connections at the address of coordinator.database.url; ends with 1 and a message after
# WAIT_SECONDS (120). Needs nothing but a shell: with pg_isready where it is installed, else with /dev/tcp of bash.
set -u

properties=${COORDINATOR_PROPERTIES:-/etc/coordinator/coordinator.properties}
seconds=${WAIT_SECONDS:-120}

url=$(sed -n 's/^[[:space:]]*coordinator\.database\.url[[:space:]]*[=:][[:space:]]*//p' "$properties" 2>/dev/null | tr -d '\\' | tail -n 1)
url=${url:-jdbc:postgresql://127.0.0.1:5432/coordinator}
address=${url#jdbc:postgresql://}
address=${address%%/*}
address=${address%%,*}
host=${address%%:*}
port=5432
case $address in *:*) port=${address##*:} ;; esac

answers() {
    if command -v pg_isready >/dev/null 2>&1; then
        pg_isready -q -t 2 -h "$host" -p "$port"
    else
        timeout 2 bash -c "exec 3<>/dev/tcp/$host/$port" 2>/dev/null
    fi
}

waited=0
until answers; do
    if [ "$waited" -eq 0 ]; then
        echo "Waiting at most $seconds s for PostgreSQL at $host:$port ..."
    fi
    if [ "$waited" -ge "$seconds" ]; then
        echo "PostgreSQL at $host:$port did not answer within $seconds s; WildFly is not started, because it would" \
            "not recover by itself. Look at PostgreSQL, or at coordinator.database.url in $properties." >&2
        exit 1
    fi
    sleep 1
    waited=$((waited + 1))
done
[ "$waited" -eq 0 ] || echo "PostgreSQL answers after $waited s."
