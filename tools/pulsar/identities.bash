# shellcheck shell=bash
# Who is who for a server with authentication: its certificates, and tokens.
# Part of tools/local-pulsar, which has $home and $superuser.
# shellcheck disable=SC2154 # home superuser

make_secrets() {
  openssl rand -out "$home/token.key" 32
  make_token "$superuser" >"$home/admin.token"
  make_certificates >"$home/log" 2>&1
}

# A CA, and what it signed: the server's certificate and one that makes a client
# the superuser.
make_certificates() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 30 -sha256 \
    -subj '/CN=pulsarws local CA' -addext 'keyUsage=critical,keyCertSign' \
    -keyout "$home/ca.key" -out "$home/ca.crt"
  make_certificate server localhost serverAuth \
    'subjectAltName=DNS:localhost,IP:127.0.0.1'
  make_certificate client "$superuser" clientAuth
}

# Pulsar reads PKCS#8 keys.
make_certificate() { # NAME COMMON_NAME USE [EXTENSION...]
  local file=$home/$1 common_name=$2 use=$3
  shift 3
  openssl req -new -newkey rsa:2048 -nodes -subj "/CN=$common_name" \
    -keyout "$home/any.key" -out "$file.csr"
  openssl pkcs8 -topk8 -nocrypt -in "$home/any.key" -out "$file.key"
  printf '%s\n' 'basicConstraints=critical,CA:FALSE' "extendedKeyUsage=$use" \
    "$@" >"$file.ext"
  openssl x509 -req -in "$file.csr" -extfile "$file.ext" -days 30 -sha256 \
    -CA "$home/ca.crt" -CAkey "$home/ca.key" -CAcreateserial -out "$file.crt"
  rm "$home/any.key" "$file.csr" "$file.ext"
}

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }

# A JSON Web Token for the role $1, signed with HMAC-SHA256.
make_token() {
  local key signed
  key=$(od -An -v -tx1 "$home/token.key" | tr -d ' \n')
  signed=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url)
  signed+=.$(printf '{"sub":"%s"}' "$1" | base64url)
  printf '%s.%s\n' "$signed" "$(printf '%s' "$signed" |
    openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64url)"
}
