"""The misuses: what a client must not do, as rows that are played to both.

A row is (name, path, frames[, stored]): the path as it goes on the wire, with
TOPIC for a fresh topic of public/default; the frames to send once the
connection is open; how many messages the topic holds before. A frame is a
text, or Frame(...) for what a text frame cannot say. ID stands for the id of
the last message received, or of the first stored one.
"""

import collections

Frame = collections.namedtuple("Frame", "opcode payload last masked rsv",
                               defaults=(b"", True, True, 0))

PLACE = "persistent/public/default/TOPIC"
PRODUCER = "/ws/v2/producer/" + PLACE
CONSUMER = "/ws/v2/consumer/" + PLACE + "/sub"
PUSH = CONSUMER + "?subscriptionInitialPosition=Earliest"
PULL = PUSH + "&pullMode=true"
READER = "/ws/v2/reader/" + PLACE
FIRST = READER + "?messageId=earliest"
V3 = "/ws/v3/consumer/sub"

NINES = "9" * 30
PERMIT = '{"type":"permit","permitMessages":1}'

REFUSED = [
    ("no such endpoint", "/ws/v2/writer/" + PLACE, []),
    ("no such version", "/ws/v9/producer/" + PLACE, []),
    ("producer: no topic", "/ws/v2/producer/persistent/public/default", []),
    ("producer: empty topic", "/ws/v2/producer/persistent/public/default/",
     []),
    ("producer: too deep", PRODUCER + "/more/and/more", []),
    ("producer: unknown domain", "/ws/v2/producer/durable/public/default/TOPIC",
     []),
    ("producer: unknown tenant", "/ws/v2/producer/persistent/nobody/ns/TOPIC",
     []),
    ("producer: unknown namespace",
     "/ws/v2/producer/persistent/public/nowhere/TOPIC", []),
    ("consumer: unknown tenant",
     "/ws/v2/consumer/persistent/nobody/ns/TOPIC/sub", []),
    ("consumer: unknown namespace",
     "/ws/v2/consumer/persistent/public/nowhere/TOPIC/sub", []),
    ("reader: unknown namespace",
     "/ws/v2/reader/persistent/public/nowhere/TOPIC", []),
    ("consumer: no subscription", "/ws/v2/consumer/" + PLACE, []),
    ("consumer: empty subscription", "/ws/v2/consumer/" + PLACE + "/", []),
    ("consumer: too deep", CONSUMER + "/more/and/more", []),
    ("reader: too short", "/ws/v2/reader/persistent/public/default", []),
    ("producer: sendTimeoutMillis no number",
     PRODUCER + "?sendTimeoutMillis=soon", []),
    ("producer: sendTimeoutMillis negative",
     PRODUCER + "?sendTimeoutMillis=-1", []),
    ("producer: sendTimeoutMillis huge",
     PRODUCER + "?sendTimeoutMillis=" + NINES, []),
    ("producer: sendTimeoutMillis empty", PRODUCER + "?sendTimeoutMillis=",
     []),
    ("producer: initialSequenceId no number",
     PRODUCER + "?initialSequenceId=first", []),
    ("producer: initialSequenceId negative",
     PRODUCER + "?initialSequenceId=-5", []),
    ("producer: unknown hashingScheme", PRODUCER + "?hashingScheme=md5", []),
    ("producer: unknown messageRoutingMode",
     PRODUCER + "?messageRoutingMode=Random", []),
    ("producer: unknown compressionType",
     PRODUCER + "?compressionType=gzip", []),
    ("producer: batchingEnabled neither",
     PRODUCER + "?batchingEnabled=perhaps", ['{"payload":"YQ=="}']),
    ("producer: batchingMaxMessages zero",
     PRODUCER + "?batchingEnabled=true&batchingMaxMessages=0", []),
    ("producer: batchingMaxMessages no number",
     PRODUCER + "?batchingEnabled=true&batchingMaxMessages=x", []),
    ("producer: batchingMaxPublishDelay negative",
     PRODUCER + "?batchingEnabled=true&batchingMaxPublishDelay=-1", []),
    ("producer: batchingMaxPublishDelay zero",
     PRODUCER + "?batchingEnabled=true&batchingMaxPublishDelay=0", []),
    ("producer: maxPendingMessages zero",
     PRODUCER + "?batchingEnabled=true&maxPendingMessages=0", []),
    ("producer: maxPendingMessages negative",
     PRODUCER + "?batchingEnabled=true&maxPendingMessages=-1", []),
    ("producer: unknown parameter", PRODUCER + "?colour=red",
     ['{"payload":"YQ=="}']),
    ("producer: encryptionKeys without a reader",
     PRODUCER + "?encryptionKeys=a,b", []),
    ("consumer: unknown subscriptionType",
     CONSUMER + "?subscriptionType=Solo", []),
    ("consumer: subscriptionType in small letters",
     CONSUMER + "?subscriptionType=shared", []),
    ("consumer: unknown subscriptionMode",
     CONSUMER + "?subscriptionMode=Stone", []),
    ("consumer: unknown subscriptionInitialPosition",
     CONSUMER + "?subscriptionInitialPosition=Middle", []),
    ("consumer: unknown cryptoFailureAction",
     CONSUMER + "?cryptoFailureAction=SHRUG", []),
    ("consumer: ackTimeoutMillis too short",
     CONSUMER + "?ackTimeoutMillis=999", []),
    ("consumer: ackTimeoutMillis negative",
     CONSUMER + "?ackTimeoutMillis=-1", []),
    ("consumer: ackTimeoutMillis no number",
     CONSUMER + "?ackTimeoutMillis=x", []),
    ("consumer: receiverQueueSize negative",
     CONSUMER + "?receiverQueueSize=-1", []),
    ("consumer: receiverQueueSize no number",
     CONSUMER + "?receiverQueueSize=1e3", []),
    ("consumer: receiverQueueSize huge",
     CONSUMER + "?receiverQueueSize=" + NINES, []),
    ("consumer: priorityLevel negative", CONSUMER + "?priorityLevel=-1", []),
    ("consumer: priorityLevel no number", CONSUMER + "?priorityLevel=x", []),
    ("consumer: negativeAckRedeliveryDelay no number",
     CONSUMER + "?negativeAckRedeliveryDelay=x", []),
    ("consumer: negativeAckRedeliveryDelay negative",
     CONSUMER + "?negativeAckRedeliveryDelay=-1", []),
    ("consumer: maxRedeliverCount zero",
     CONSUMER + "?subscriptionType=Shared&maxRedeliverCount=0", []),
    ("consumer: maxRedeliverCount no number",
     CONSUMER + "?subscriptionType=Shared&maxRedeliverCount=x", []),
    ("consumer: deadLetterTopic alone",
     CONSUMER + "?subscriptionType=Shared&deadLetterTopic=dead", []),
    ("consumer: pullMode neither", CONSUMER + "?pullMode=perhaps",
     ['{"type":"isEndOfTopic"}']),
    ("consumer: empty consumerName", CONSUMER + "?consumerName=", []),
    ("consumer: unknown parameter", CONSUMER + "?colour=red", []),
    ("reader: unknown messageId", READER + "?messageId=somewhere", []),
    ("reader: messageId is no protobuf", READER + "?messageId=AAAA", []),
    ("reader: messageId ends early", READER + "?messageId=CAE%3D", []),
    ("reader: messageId of one byte", READER + "?messageId=CA%3D%3D", []),
    ("reader: messageId is no base64", READER + "?messageId=%21%21%21", []),
    ("reader: empty messageId", READER + "?messageId=", []),
    ("reader: receiverQueueSize no number",
     READER + "?receiverQueueSize=x", []),
    ("reader: receiverQueueSize negative",
     READER + "?receiverQueueSize=-1", []),
    ("reader: unknown cryptoFailureAction",
     READER + "?cryptoFailureAction=SHRUG", []),
    ("v3: neither topics nor pattern", V3, []),
    ("v3: both topics and pattern",
     V3 + "?topics=TOPIC&topicsPattern=persistent://public/default/TOPIC.*",
     []),
    ("v3: empty topics", V3 + "?topics=", []),
    ("v3: a topic of no form", V3 + "?topics=a/b", []),
    ("v3: unknown namespace",
     V3 + "?topics=persistent://public/nowhere/TOPIC", []),
    ("v3: no subscription", "/ws/v3/consumer/?topics=TOPIC", []),
    ("v3: pattern that is none", V3 + "?topicsPattern=%5B", []),
]

PRODUCING = [
    ("not JSON", "hello"),
    ("empty", ""),
    ("half an object", '{"payload":"YQ=="'),
    ("an array", "[]"),
    ("a number", "5"),
    ("null", "null"),
    ("a string", '"YQ=="'),
    ("no payload", '{"context":"1"}'),
    ("payload null", '{"payload":null,"context":"1"}'),
    ("payload a number", '{"payload":5,"context":"1"}'),
    ("payload an object", '{"payload":{},"context":"1"}'),
    ("payload empty", '{"payload":"","context":"1"}'),
    ("payload bad base64", '{"payload":"a*b","context":"1"}'),
    ("payload without padding", '{"payload":"YQ","context":"1"}'),
    ("payload of the URL alphabet", '{"payload":"-_-_","context":"1"}'),
    ("payload with white space", '{"payload":"Y Q==","context":"1"}'),
    ("payload cut short", '{"payload":"Y","context":"1"}'),
    ("unknown field", '{"payload":"YQ==","context":"1","colour":"red"}'),
    ("a field twice", '{"payload":"YQ==","payload":"Yg==","context":"1"}'),
    ("behind the object", '{"payload":"YQ==","context":"1"} trailing'),
    ("context a number", '{"payload":"YQ==","context":7}'),
    ("context an object", '{"payload":"YQ==","context":{}}'),
    ("properties a string", '{"payload":"YQ==","properties":"a","context":"1"}'),
    ("a property a number",
     '{"payload":"YQ==","properties":{"a":1},"context":"1"}'),
    ("a property null",
     '{"payload":"YQ==","properties":{"a":null},"context":"1"}'),
    ("key a number", '{"payload":"YQ==","key":5,"context":"1"}'),
    ("eventTime no time", '{"payload":"YQ==","eventTime":"noon","context":"1"}'),
    ("eventTime a number", '{"payload":"YQ==","eventTime":5,"context":"1"}'),
    ("eventTime 1970",
     '{"payload":"YQ==","eventTime":"1970-01-01T00:00:00Z","context":"1"}'),
    ("deliverAt text", '{"payload":"YQ==","deliverAt":"soon","context":"1"}'),
    ("deliverAt huge", '{"payload":"YQ==","deliverAt":%s,"context":"1"}' % NINES),
    ("deliverAfterMs negative",
     '{"payload":"YQ==","deliverAfterMs":-5,"context":"1"}'),
    ("sequenceId huge",
     '{"payload":"YQ==","sequenceId":%s,"context":"1"}' % NINES),
    ("replicationClusters a string",
     '{"payload":"YQ==","replicationClusters":"a","context":"1"}'),
    ("replicationClusters unknown",
     '{"payload":"YQ==","replicationClusters":["mars"],"context":"1"}'),
    ("compressionType unknown",
     '{"payload":"YQ==","compressionType":"gzip","context":"1"}'),
    ("encryptionParam bad base64",
     '{"payload":"YQ==","encryptionParam":"a*b","context":"1"}'),
    ("single quotes", "{'payload':'YQ==','context':'1'}"),
    ("a comment", '{"payload":"YQ==",/* no */"context":"1"}'),
    ("a bare control character", '{"payload":"YQ==","context":"a\tb"}'),
    ("half a surrogate", '{"payload":"YQ==","context":"\\ud800"}'),
    ("NaN", '{"payload":"YQ==","deliverAt":NaN,"context":"1"}'),
]

# What a consumer and a reader both read: frames about messages.
RECEIVING = [
    ("not JSON", "hello"),
    ("empty", ""),
    ("an array", "[]"),
    ("null", "null"),
    ("a number", "5"),
    ("no field", "{}"),
    ("unknown type", '{"type":"dance"}'),
    ("type a number", '{"type":5}'),
    ("type null", '{"type":null,"messageId":"ID"}'),
    ("unknown field", '{"messageId":"ID","colour":"red"}'),
    ("messageId null", '{"messageId":null}'),
    ("messageId empty", '{"messageId":""}'),
    ("messageId bad base64", '{"messageId":"a*b"}'),
    ("messageId no protobuf", '{"messageId":"AAAA"}'),
    ("messageId a number", '{"messageId":5}'),
    ("messageId of nowhere", '{"messageId":"CP//////////fxAAMAA="}'),
    ("acknowledged twice", '{"messageId":"ID"}{"messageId":"ID"}'),
    ("negativeAcknowledge without id", '{"type":"negativeAcknowledge"}'),
    ("negativeAcknowledge bad id",
     '{"type":"negativeAcknowledge","messageId":"a*b"}'),
    ("permit in push mode", PERMIT),
    ("half an object", '{"messageId":"ID"'),
]

PULLING = [
    ("permit without a number", '{"type":"permit"}'),
    ("permit null", '{"type":"permit","permitMessages":null}'),
    ("permit zero", '{"type":"permit","permitMessages":0}'),
    ("permit negative", '{"type":"permit","permitMessages":-1}'),
    ("permit text", '{"type":"permit","permitMessages":"two"}'),
    ("permit a number as text", '{"type":"permit","permitMessages":"2"}'),
    ("permit a fraction", '{"type":"permit","permitMessages":1.5}'),
    ("permit huge", '{"type":"permit","permitMessages":%s}' % NINES),
    ("permit more than there is", '{"type":"permit","permitMessages":50}'),
    ("no permit at all", '{"type":"isEndOfTopic"}'),
]

TEXT, BINARY, CLOSE, PING, PONG = 0x1, 0x2, 0x8, 0x9, 0xA
GOOD = b'{"payload":"YQ==","context":"1"}'

FRAMING = [
    ("binary", [Frame(BINARY, GOOD)]),
    ("empty binary", [Frame(BINARY)]),
    ("not masked", [Frame(TEXT, GOOD, masked=False)]),
    ("reserved bit", [Frame(TEXT, GOOD, rsv=4)]),
    ("reserved opcode", [Frame(0x3, GOOD)]),
    ("continuation of nothing", [Frame(0x0, GOOD)]),
    ("two fragments", [Frame(TEXT, GOOD[:9], last=False),
                       Frame(0x0, GOOD[9:])]),
    ("a ping between fragments", [Frame(TEXT, GOOD[:9], last=False),
                                  Frame(PING, b"hi"), Frame(0x0, GOOD[9:])]),
    ("a text between fragments", [Frame(TEXT, GOOD[:9], last=False),
                                  Frame(TEXT, GOOD)]),
    ("ping", [Frame(PING, b"hi")]),
    ("ping over 125 bytes", [Frame(PING, b"x" * 126)]),
    ("fragmented ping", [Frame(PING, b"hi", last=False)]),
    ("pong unasked", [Frame(PONG, b"hi")]),
    ("no UTF-8", [Frame(TEXT, b'{"payload":"YQ==","context":"\xff"}')]),
    ("over 1 MiB", [Frame(TEXT, b'{"payload":"' + b"A" * 1048576 + b'"}')]),
    ("close without a code", [Frame(CLOSE)]),
    ("close 1000", [Frame(CLOSE, b"\x03\xe8bye")]),
    ("close 3", [Frame(CLOSE, b"\x00\x03")]),
    ("close 1005", [Frame(CLOSE, b"\x03\xed")]),
    ("close 1004", [Frame(CLOSE, b"\x03\xec")]),
    ("close 2000", [Frame(CLOSE, b"\x07\xd0")]),
    ("close 4000", [Frame(CLOSE, b"\x0f\xa0mine")]),
    ("close 5000", [Frame(CLOSE, b"\x13\x88")]),
    ("fragmented pong", [Frame(PONG, b"hi", last=False)]),
    ("fragmented close", [Frame(CLOSE, b"\x03\xe8", last=False)]),
    ("close of one byte", [Frame(CLOSE, b"\x03")]),
]


# Authorization headers that a secured broker is to judge: TOKEN is a good one,
# NO_RIGHTS is good but its role may do nothing.
AUTHORIZATIONS = [
    ("no header", None),
    ("empty", ""),
    ("no word", "Bearer"),
    ("no token", "Bearer "),
    ("not a token", "Bearer abc"),
    ("two dots and nothing", "Bearer .."),
    ("cut short", "Bearer TOKEN_CUT"),
    ("without Bearer", "TOKEN"),
    ("bearer in small letters", "bearer TOKEN"),
    ("two spaces", "Bearer  TOKEN"),
    ("basic", "Basic YTpi"),
    ("no rights", "Bearer NO_RIGHTS"),
    ("good", "Bearer TOKEN"),
]


def authorization_rows():
    """[(name, path, header)] of what is played to secured brokers."""
    endpoints = [("producer", PRODUCER), ("consumer", CONSUMER),
                 ("reader", READER), ("v3", V3 + "?topics=TOPIC")]
    return [("%s: authorization: %s" % (endpoint, name), path, header)
            for endpoint, path in endpoints for name, header in AUTHORIZATIONS]


def rows():
    """[(name, path, frames, stored)] of every misuse."""
    table = [row + (0,) for row in REFUSED]
    table += [("producer: " + name, PRODUCER, [frame], 0)
              for name, frame in PRODUCING]
    table += [("producer: " + name, PRODUCER, frames, 0)
              for name, frames in FRAMING]
    for endpoint, path in ("consumer", PUSH), ("reader", FIRST):
        table += [("%s: %s" % (endpoint, name), path, [frame], 2)
                  for name, frame in RECEIVING]
    for endpoint, path in ("consumer", PUSH), ("reader", FIRST):
        table += [("%s: %s" % (endpoint, name), path, frames, 0)
                  for name, frames in FRAMING[:9] + FRAMING[13:15]]
    table += [("pull: " + name, PULL, [frame], 2) for name, frame in PULLING]
    table += [("pull: " + name, PULL, [frame], 2)
              for name, frame in RECEIVING[:6]]
    return table
