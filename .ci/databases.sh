# Sourced by .ci/run: makes sure that PostgreSQL and MariaDB answer on this machine, with a log-in
# that may create the databases of the suites. Whatever is missing is installed from Debian's packages
# (as root) and started without systemd. Nothing is skipped: what cannot be had is a failed step.

export DATABASE_HOST=127.0.0.1 DATABASE_USERNAME=custodian DATABASE_PASSWORD=custodian

install_package() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$1"
}

# wait_for <what> <command...>: up to a minute.
wait_for() {
  local what=$1 attempt
  shift
  for attempt in $(seq 60); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 1
  done
  echo "$what does not answer" >&2
  return 1
}

# Suites start a Redis of their own; what they need is the program.
find_redis() { command -v redis-server >/dev/null || install_package redis-server; }

postgres_answers() { pg_isready -q -h "$DATABASE_HOST"; }

# Over TCP where that needs no password, else as the operating system's user postgres.
postgres_admin() {
  if psql -w -h "$DATABASE_HOST" -U postgres -c 'select 1' >/dev/null 2>&1; then
    psql -w -h "$DATABASE_HOST" -U postgres -v ON_ERROR_STOP=1 -qtA "$@"
  else
    (cd / && su postgres -c "$(printf '%q ' psql -v ON_ERROR_STOP=1 -qtA "$@")")
  fi
}

start_postgres() {
  command -v pg_ctlcluster >/dev/null || install_package postgresql
  if ! postgres_answers; then
    local version
    version=$(ls /etc/postgresql | sort -V | tail -n 1)
    pg_ctlcluster --skip-systemctl-redirect "$version" main start || true
  fi
  wait_for PostgreSQL postgres_answers
  if [ "$(postgres_admin -c "select 1 from pg_roles where rolname = '$DATABASE_USERNAME'")" != 1 ]; then
    postgres_admin -c "create role $DATABASE_USERNAME"
  fi
  postgres_admin -c "alter role $DATABASE_USERNAME login createdb password '$DATABASE_PASSWORD'"
  # Nothing here must outlive the machine's power: commits need not wait for the disk.
  postgres_admin -c "alter role $DATABASE_USERNAME set synchronous_commit = off"
}

mariadb_answers() { mariadb-admin --silent ping >/dev/null 2>&1; }

start_mariadb() {
  { command -v mariadbd && command -v mariadb-admin; } >/dev/null || install_package mariadb-server
  if ! mariadb_answers; then
    # The folder of its socket, which systemd would have made.
    install -d -o mysql -g mysql /run/mysqld
    start-stop-daemon --start --oknodo --background --exec "$(command -v mariadbd)"
  fi
  wait_for MariaDB mariadb_answers
  # As for PostgreSQL, until this server is started again.
  mariadb -u root -e 'set global innodb_flush_log_at_trx_commit = 0'
  local login
  for login in "'$DATABASE_USERNAME'@'127.0.0.1'" "'$DATABASE_USERNAME'@'localhost'"; do
    mariadb -u root -e "
      create user if not exists $login;
      alter user $login identified by '$DATABASE_PASSWORD';
      grant all on *.* to $login;"
  done
}
