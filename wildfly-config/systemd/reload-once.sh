#!/bin/sh
# If coordinator.ear failed while WildFly started because the database was away, and the database is back: one :reload.
# A second failure is somebody's to look at, so there is no loop. Asks for no login where JBOSS-LOCAL-USER is on; after
# harden.cli, MANAGEMENT_LOGIN names a file (0600) with two lines: user, password.
set -u

controller=${COORDINATOR_CONTROLLER:-127.0.0.1:9990}
ear='/deployment=coordinator.ear'
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

cli() {
    if [ -n "${MANAGEMENT_LOGIN:-}" ]; then
        user=$(sed -n 1p "$MANAGEMENT_LOGIN")
        # The password goes in by standard input: the command line can be read by everybody on the machine.
        sed -n 2p "$MANAGEMENT_LOGIN" |
            "$JBOSS_HOME/bin/jboss-cli.sh" --connect --controller="$controller" --no-local-auth --user="$user" --command="$1" 2>/dev/null
    else
        "$JBOSS_HOME/bin/jboss-cli.sh" --connect --controller="$controller" --command="$1" 2>/dev/null
    fi
}

# Until WildFly has finished starting there is nothing to say about the deployment.
tries=0
until cli ':read-attribute(name=server-state)' | grep -Eq '"(running|reload-required)"'; do
    tries=$((tries + 1))
    [ "$tries" -lt 60 ] || { echo "WildFly's management at $controller does not answer; nothing is reloaded." >&2; exit 1; }
    sleep 2
done

if cli "$ear:read-attribute(name=status)" | grep -q '"FAILED"'; then
    "$here/wait-for-postgres.sh" || exit 1
    echo "coordinator.ear failed while WildFly started; reloading once."
    cli ':reload' >/dev/null
fi
