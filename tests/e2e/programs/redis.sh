# A redis-server to break, for scripts that source this: start_redis, then say CLIENT-COMMAND.
# It writes its append-only file with every command and flushes it every second, in /tmp/redis.

start_redis() {
  rm -rf /tmp/redis && mkdir /tmp/redis
  redis-server --port 7111 --dir /tmp/redis --appendonly yes --appendfsync everysec --save '' \
    >/tmp/redis/log 2>&1 &
  redis=$!
  for i in $(seq 600); do [ "$(say ping 2>&1)" = PONG ] && return; sleep 0.05; done
  cat /tmp/redis/log
}

say() { redis-cli -p 7111 "$@"; }

# Writes until redis refuses (MISCONF, since the command before could not be logged), or until it takes again.
until_refused() { for i in $(seq 600); do say set k v | grep -q MISCONF && echo refused && return; sleep 0.05; done; }
until_taken() { for i in $(seq 600); do [ "$(say set k v)" = OK ] && echo taken && return; sleep 0.05; done; }

same_server() { [ "$(say info server | tr -d '\r' | sed -n 's/^process_id://p')" = $redis ] && echo "same process"; }

# Waits until the file has the line of mishap that faults are in force.
until_attached() { for i in $(seq 1200); do grep -q '^attached to' "$1" && return; sleep 0.05; done; cat "$1"; }
