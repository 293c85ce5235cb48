"""The independent witness: Apache's native client, driven by witness_test.cpp.

    witness.py send URL TOPIC FILE batched|unbatched
    witness.py receive URL TOPIC COUNT
    witness.py read-id HEX...

send reads messages from FILE, receive prints them, one a line, fields separated
by "|": payload, key ("-" for none), event time, properties as NAME=VALUE
separated by ",", message id (ignored by send, which prints the ids it got).
Texts and bytes are in hex.
"""

import sys

import pulsar


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


def main(command, *arguments):
    if command == "read-id":
        for hex_id in arguments:
            read_id(hex_id)
        return
    url, *rest = arguments
    logger = pulsar.ConsoleLogger(pulsar.LoggerLevel.Error)
    client = pulsar.Client(url, logger=logger)
    {"send": send, "receive": receive}[command](client, *rest)
    client.close()


main(*sys.argv[1:])
