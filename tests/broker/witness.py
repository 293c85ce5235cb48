"""The independent witness: Apache's native client, driven by witness_test.cpp.

    witness.py send URL TOPIC FILE batched|unbatched
    witness.py receive URL TOPIC COUNT
    witness.py read-id HEX...
    witness.py odd URL TOPIC
    witness.py tombstone URL TOPIC
    witness.py chunked URL TOPIC SIZE

send reads messages from FILE, receive prints them, one a line, fields separated
by "|": payload, key ("-" for none), event time, properties as NAME=VALUE
separated by ",", message id (ignored by send, which prints the ids it got).
Texts and bytes are in hex.

odd sends what is delicate for whoever reads it, one plain message behind each, to
TOPIC and, with a schema each, to TOPIC-NAME; prints their names, in order.
tombstone sends a message without a value between two plain ones, chunked one of
SIZE bytes, which it cuts, and a plain one.
"""

import os
import subprocess
import sys
import tempfile

import _pulsar
import pulsar
from pulsar import schema


def hex_of(text):
    return text.encode("utf-8").hex()


def text_of(hex_text):
    return bytes.fromhex(hex_text).decode("utf-8")


def line_of(message):
    key = message.partition_key()
    properties = [
        hex_of(name) + "=" + hex_of(value)
        for name, value in sorted(message.properties().items())
    ]
    return "|".join(
        [
            message.data().hex(),
            hex_of(key) if key else "-",
            str(message.event_timestamp()),
            ",".join(properties),
            message.message_id().serialize().hex(),
        ]
    )


def options_of(line):
    payload, key, event_time, properties, _ = line.split("|")
    pairs = [pair.split("=") for pair in properties.split(",") if pair]
    return {
        "content": bytes.fromhex(payload),
        "partition_key": None if key == "-" else text_of(key),
        "event_timestamp": int(event_time) or None,
        "properties": {text_of(name): text_of(value) for name, value in pairs},
    }


def send(client, topic, path, batching):
    producer = client.create_producer(
        topic,
        batching_enabled=batching == "batched",
        # Long enough that a batch ends by the flush alone.
        batching_max_publish_delay_ms=10000,
        batching_max_allowed_size_in_bytes=1024 * 1024,
    )
    ids = []

    def on_sent(result, message_id):
        ids.append(message_id.serialize().hex() if result == pulsar.Result.Ok else str(result))

    with open(path, encoding="ascii") as lines:
        for line in lines:
            producer.send_async(callback=on_sent, **options_of(line.rstrip("\n")))
    producer.flush()
    producer.close()
    print("\n".join(ids))


def receive(client, topic, count):
    consumer = client.subscribe(
        topic, "witness", initial_position=pulsar.InitialPosition.Earliest
    )
    for _ in range(int(count)):
        message = consumer.receive(timeout_millis=30000)
        print(line_of(message))
        consumer.acknowledge(message)
    consumer.close()


def read_id(hex_id):
    message_id = pulsar.MessageId.deserialize(bytes.fromhex(hex_id))
    print(
        message_id.ledger_id(),
        message_id.entry_id(),
        message_id.partition(),
        message_id.batch_index(),
        sep=":",
    )


CONTROL = "".join(map(chr, range(32))) + "\x7f\u0080\u2028\ufeff"
COMPRESSIONS = ["NONE", "LZ4", "ZLib", "ZSTD", "SNAPPY"]


class Row(schema.Record):
    text = schema.String()
    number = schema.Integer()


SCHEMAS = {
    "string": (schema.StringSchema(), "text"),
    "bytes": (schema.BytesSchema(), b"\x00\xff"),
    "json": (schema.JsonSchema(Row), Row(text="text", number=1)),
}


def raw(**bytes_of):
    """A message whose texts are bytes that need not be UTF-8."""
    builder = _pulsar.MessageBuilder()
    builder.content(b"odd")
    if "key" in bytes_of:
        builder.partition_key(bytes_of["key"])
    if "property" in bytes_of:
        builder.property("name", bytes_of["property"])
    return builder.build()


def key_files(folder):
    private, public = (os.path.join(folder, name) for name in ("private", "public"))
    quiet = {"check": True, "stderr": subprocess.DEVNULL}
    subprocess.run(["openssl", "genrsa", "-out", private, "2048"], **quiet)
    subprocess.run(["openssl", "rsa", "-in", private, "-pubout", "-out", public], **quiet)
    return public, private


def odd_senders(client, topic, producer):
    """Names, and what sends the message."""

    def sender(**options):
        options.setdefault("content", b"odd")
        return lambda: producer.send(**options)

    for name, time in [
        ("microseconds", 1795443035803000),
        ("nanoseconds", 1795443035803000000),
        ("latest", 2**63 - 1),
        ("negative", 2**64 - 1),
        ("very-negative", 2**63),
        ("first", 1),
    ]:
        yield "event-time-" + name, sender(event_timestamp=time)
    yield "empty", sender(content=b"")
    yield "every-byte", sender(content=bytes(range(256)))
    yield "key-of-0-bytes", sender(partition_key="")
    yield "key-of-controls", sender(partition_key=CONTROL)
    yield "key-of-bytes", lambda: producer._producer.send(raw(key=b"\xff\xfe\x00\xc3"))
    yield "ordering-key", sender(ordering_key=CONTROL)
    yield "properties-of-controls", sender(properties={CONTROL: CONTROL, "": "", "a": ""})
    yield "property-of-bytes", lambda: producer._producer.send(raw(property=b"\xff\xc3"))
    yield "many-properties", sender(properties={str(i): str(i) for i in range(1000)})
    yield "sequence-id", sender(sequence_id=2**62)
    yield "not-replicated", sender(disable_replication=True)

    def batch(compression):
        with_batches = client.create_producer(
            topic,
            batching_enabled=True,
            batching_max_publish_delay_ms=10000,
            compression_type=getattr(pulsar.CompressionType, compression),
        )
        for i in range(3):
            with_batches.send_async(b"batch %d" % i, lambda *_: None, partition_key="")
        with_batches.flush()
        with_batches.close()

    for compression in COMPRESSIONS:
        yield "batch-" + compression, lambda: batch(compression)

    def chunked(size):
        in_chunks = client.create_producer(
            topic, chunking_enabled=True, batching_enabled=False
        )
        in_chunks.send(bytes(size))
        in_chunks.close()

    yield "chunked", lambda: chunked(12 << 20)

    def encrypted():
        with tempfile.TemporaryDirectory() as folder:
            reader = pulsar.CryptoKeyReader(*key_files(folder))
            with_key = client.create_producer(
                topic, encryption_key="key", crypto_key_reader=reader
            )
            with_key.send(b"secret")
            with_key.close()

    yield "encrypted", encrypted

    def with_schema(name):
        kind, value = SCHEMAS[name]
        typed = client.create_producer(topic + "-" + name, schema=kind)
        typed.send(value)
        typed.close()

    for name in SCHEMAS:
        yield "schema-" + name, lambda: with_schema(name)


def odd(client, topic):
    producer = client.create_producer(topic, batching_enabled=False)
    for name, send_it in odd_senders(client, topic, producer):
        send_it()
        producer.send(("behind " + name).encode())
        print(name)
    producer.close()


def tombstone(client, topic):
    producer = client.create_producer(topic, batching_enabled=False)
    producer.send(b"before")
    producer.send(None, partition_key="key")
    producer.send(b"behind")
    producer.close()


def chunked(client, topic, size):
    producer = client.create_producer(
        topic, chunking_enabled=True, batching_enabled=False
    )
    producer.send(bytes(int(size)))
    producer.send(b"behind")
    producer.close()


def main(command, *arguments):
    if command == "read-id":
        for hex_id in arguments:
            read_id(hex_id)
        return
    url, *rest = arguments
    logger = pulsar.ConsoleLogger(pulsar.LoggerLevel.Error)
    client = pulsar.Client(url, logger=logger)
    {
        "send": send,
        "receive": receive,
        "odd": odd,
        "tombstone": tombstone,
        "chunked": chunked,
    }[command](client, *rest)
    client.close()


main(*sys.argv[1:])
