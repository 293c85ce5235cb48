"""Sessions drawn from a seed and played live to one broker.

Both brokers get the same random numbers, so as long as they answer alike they
are asked alike; the first different answer is the finding.
"""

import base64
import json
import time
import urllib.parse

import play

TYPES = ["Exclusive", "Shared", "Failover", "Key_Shared"]

ODD_FRAMES = [
    "{}", "null", "[]", "hello", '{"type":"dance"}', '{"messageId":"a*b"}',
    '{"messageId":null}', '{"type":"negativeAcknowledge"}',
    '{"type":"permit","permitMessages":0}', '{"type":"permit"}',
    '{"payload":"YQ","context":"odd","key":"f"}',
    '{"payload":"*","context":"odd"}',
    '{"context":"odd"}',
    '{"payload":"YQ==","eventTime":"noon","context":"odd"}',
]


class Consumer:
    """What a session knows of one of its consumers or readers."""

    def __init__(self, name, path, pull):
        self.name, self.path, self.pull = name, path, pull
        self.permits = 0
        self.unsettled, self.settled = [], []

    def expects(self, stored):
        """How many of so many new messages surely come; a small window may
        be full, so nothing is sure there."""
        if self.pull:
            return max(0, min(stored, self.permits))
        return 0 if "receiverQueueSize" in self.path else stored


class Session:
    """One broker, one topic, what was opened and received."""

    def __init__(self, broker, rng, domain="persistent", producer_query=None,
                 keyed=False):
        self.broker, self.rng, self.keyed = broker, rng, keyed
        self.topic = broker.fresh_topic()
        self.place = "%s/public/default/%s" % (domain, self.topic)
        self.producer_query = producer_query or {}
        self.sent = 0
        self.producing = False
        self.consumers = []

    def url(self, endpoint, query, place=None):
        text = "/ws/v2/%s/%s" % (endpoint, place or self.place)
        return text + ("?" + urllib.parse.urlencode(query) if query else "")

    # Producing.

    def open_producer(self):
        self.producing = self.broker.open(
            "p", self.url("producer", self.producer_query)).is_open

    def message(self):
        """A message as JSON, its fields drawn."""
        rng = self.rng
        self.sent += 1
        fields = {"payload": base64.b64encode(
            (b"%d-" % self.sent) + rng.randbytes(rng.randrange(20))).decode()}
        if self.keyed or rng.random() < 0.3:
            fields["key"] = "k%d" % rng.randrange(4)
        if rng.random() < 0.4:
            fields["properties"] = {
                "p%d" % number: rng.choice(["", "v", "\u00e9\u4e16", "\"\\\n"])
                for number in range(rng.randrange(4))}
        if rng.random() < 0.2:
            fields["eventTime"] = rng.choice(
                ["2026-11-23T14:10:35.803Z", "2026-11-23T14:10:35+02:00",
                 "2026-11-23T14:10:35.8Z", "2001-01-01T00:00:00.000Z"])
        if rng.random() < 0.8:
            fields["context"] = rng.choice(["", "c%d" % self.sent, "\u20ac"])
        return json.dumps(fields, ensure_ascii=rng.random() < 0.5)

    def send(self, count=1):
        """Messages; one by one where partitions answer in no fixed order."""
        at_once = 1 if self.keyed else count
        for number in range(count):
            self.broker.send("p", self.message())
            if (number + 1) % at_once == 0:
                self.broker.collect("p", at_least=at_once, quiet=0)

    def receive_all(self, stored):
        for consumer in self.consumers:
            self.receive(consumer, at_least=consumer.expects(stored))

    # Consuming.

    def open_consumer(self, name, subscription, query):
        consumer = Consumer(name, self.url(
            "consumer", query, "%s/%s" % (self.place, subscription)),
            query.get("pullMode") == "true")
        if self.broker.open(name, consumer.path).is_open:
            self.consumers.append(consumer)
            return consumer
        return None

    def receive(self, consumer, at_least=0):
        for arrival in self.broker.collect_arrivals(
                consumer.name, at_least=at_least, by_payload=self.keyed):
            message_id = play.id_in(arrival.text)
            if message_id:
                consumer.unsettled.append(message_id)
                consumer.permits -= 1

    def take(self, consumer):
        place = self.rng.randrange(len(consumer.unsettled))
        return consumer.unsettled.pop(place)

    def acknowledge(self, consumer):
        message_id = self.take(consumer)
        consumer.settled.append(message_id)
        self.broker.send(consumer.name, json.dumps({"messageId": message_id}))
        self.note("acknowledges", message_id)

    def refuse(self, consumer):
        message_id = self.take(consumer)
        self.broker.send(consumer.name, json.dumps(
            {"type": "negativeAcknowledge", "messageId": message_id}))
        self.note("refuses", message_id)
        if consumer.pull:
            self.permit(consumer, 5)
        if "=Exclusive" in consumer.path or "=Failover" in consumer.path:
            consumer.unsettled.clear()  # all of them come again
        self.receive(consumer, at_least=1)

    def permit(self, consumer, count):
        self.broker.send(consumer.name, json.dumps(
            {"type": "permit", "permitMessages": count}))
        consumer.permits += count

    def reconnect(self, consumer):
        """Opens again once the broker has seen that the old one is gone."""
        before = self.connected()
        self.broker.connections[consumer.name].close()
        deadline = time.monotonic() + play.DEADLINE
        while self.connected() == before and time.monotonic() < deadline:
            time.sleep(0.02)
        if not self.broker.reopen(consumer.name, consumer.path):
            self.consumers.remove(consumer)
            return
        again, consumer.permits = len(consumer.unsettled), 0
        consumer.unsettled.clear()
        if consumer.pull:
            self.permit(consumer, 100)
        certain = "NonDurable" not in consumer.path and \
            self.place.startswith("persistent")
        self.receive(consumer, consumer.expects(again) if certain else 0)

    def connected(self):
        """How many consumers the broker has."""
        stats = self.broker.stats(
            self.place, "partitioned-stats" if self.keyed else "stats")
        return sum(len(of.get("consumers", []))
                   for of in stats.get("subscriptions", {}).values())

    def note(self, what, message_id):
        self.broker.log.append("%s %s" % (
            what, self.broker.normal.message_id(message_id)))

    def backlog(self):
        """What the admin API counts, once it has settled."""
        stats = self.broker.stats(self.place)
        self.broker.log.append("stats: in %s, %s" % (
            stats.get("msgInCounter"), sorted(
                (name, of.get("msgBacklog"))
                for name, of in stats.get("subscriptions", {}).items()
                if not name.startswith("reader-"))))


def drawn_query(session):
    """The query of a consumer, mostly a good one."""
    rng, keyed = session.rng, session.keyed
    keeps = session.place.startswith("persistent")
    query = {"subscriptionType": rng.choice(TYPES),
             "negativeAckRedeliveryDelay": rng.choice([0, 100, 300])}
    if rng.random() < 0.6:
        query["subscriptionInitialPosition"] = rng.choice(
            ["Earliest", "Latest"])
    # Which of several partitions comes first is by chance: all are to fit.
    if rng.random() < 0.4 and not keyed:
        query["pullMode"] = "true"
    # What has no room for a message that is not kept loses it, by chance.
    if rng.random() < 0.3 and not keyed and keeps:
        query["receiverQueueSize"] = rng.choice([0, 1, 2, 3, 100, 5000])
    if rng.random() < 0.1:
        query["ackTimeoutMillis"] = rng.choice([0, 1, 60000])
    if rng.random() < 0.1:
        query["subscriptionMode"] = rng.choice(["Durable", "NonDurable"])
    return query


def anything(session):
    """Random steps on one topic."""
    rng, broker = session.rng, session.broker
    session.open_producer()
    for step in range(rng.randrange(6, 14)):
        draw = rng.random()
        consumer = rng.choice(session.consumers) if session.consumers else None
        if draw < 0.2 or not session.consumers:
            if len(session.consumers) < 2:
                opened = session.open_consumer(
                    "c%d" % step, rng.choice(["s", "t"]) + str(step),
                    drawn_query(session))
                if opened:
                    if opened.pull:
                        session.permit(opened, rng.choice([1, 2, 50]))
                    earliest = "Earliest" in opened.path and \
                        session.place.startswith("persistent")
                    session.receive(
                        opened, opened.expects(1 if earliest and session.sent
                                               else 0))
        elif draw < 0.45 and session.producing:
            count = rng.randrange(1, 4)
            session.send(count)
            session.receive_all(count)
        elif draw < 0.65 and consumer.unsettled:
            session.acknowledge(consumer)
            session.receive(consumer)
        elif draw < 0.75 and consumer.unsettled:
            session.refuse(consumer)
        elif draw < 0.8:
            broker.fence(consumer.name)
        elif draw < 0.86:
            session.reconnect(consumer)
        elif draw < 0.9 and session.producing:
            broker.send("p", rng.choice(ODD_FRAMES[:4] + ODD_FRAMES[10:]))
            broker.fence("p")
            session.receive_all(1)
        elif draw < 0.93:
            broker.send(consumer.name, rng.choice(ODD_FRAMES[:10]))
            broker.fence(consumer.name)
            if broker.connections[consumer.name].ended:
                session.consumers.remove(consumer)
        elif draw < 0.96:
            session.open_consumer("busy%d" % step,
                                  consumer.path.split("?")[0].rsplit("/")[-1],
                                  {"subscriptionType": "Exclusive"})
        elif session.place.startswith("persistent") and not session.keyed:
            broker.fence(consumer.name)
            session.backlog()


def plain(broker, rng):
    anything(Session(broker, rng))


def non_persistent(broker, rng):
    anything(Session(broker, rng, domain="non-persistent"))


def partitioned(broker, rng):
    session = Session(broker, rng, keyed=True, producer_query={
        "hashingScheme": rng.choice(["JavaStringHash", "Murmur3_32Hash"])})
    broker.admin("PUT", session.place + "/partitions",
                 str(rng.randrange(1, 5)))
    anything(session)


def batched(broker, rng):
    """Whole batches, so that what lies in one does not hang on time."""
    size = rng.randrange(2, 5)
    session = Session(broker, rng, producer_query={
        "batchingEnabled": "true", "batchingMaxMessages": size,
        "batchingMaxPublishDelay": 2000})
    session.keyed = False
    consumer = session.open_consumer("c", "s", {
        "subscriptionType": rng.choice(TYPES[:3]),
        "negativeAckRedeliveryDelay": 100})
    session.open_producer()
    for _ in range(rng.randrange(1, 4)):
        session.send(size)
        session.receive(consumer, at_least=size)
    for _ in range(rng.randrange(len(consumer.unsettled) + 1)):
        session.acknowledge(consumer)
    broker.fence("c")
    session.reconnect(consumer)
    session.backlog()


def dead_letters(broker, rng):
    count = rng.randrange(1, 4)
    session = Session(broker, rng)
    query = {"subscriptionType": rng.choice(["Shared", "Key_Shared"]),
             "maxRedeliverCount": count, "negativeAckRedeliveryDelay": 100}
    dead = session.topic + "-s-DLQ"
    if rng.random() < 0.4:
        dead = query["deadLetterTopic"] = broker.fresh_topic()
    consumer = session.open_consumer("c", "s", query)
    session.open_producer()
    session.send()
    session.receive(consumer, at_least=1)
    for _ in range(count):
        session.refuse(consumer)
    session.broker.send("c", json.dumps({
        "type": "negativeAcknowledge",
        "messageId": session.take(consumer)}))
    broker.open("r", session.url("reader", {"messageId": "earliest"},
                                 "persistent/public/default/" + dead))
    broker.collect("r", at_least=1)
    broker.fence("c")


def delayed(broker, rng):
    session = Session(broker, rng)
    consumer = session.open_consumer(
        "c", "s", {"subscriptionType": rng.choice(TYPES)})
    session.open_producer()
    late = {"payload": "bGF0ZQ==", "context": "late"}
    if rng.random() < 0.5:
        late["deliverAfterMs"] = 3500
    else:
        late["deliverAt"] = int(time.time() * 1000) + 3500
    broker.send("p", json.dumps(late))
    broker.collect("p", at_least=1, quiet=0)
    session.send()
    session.receive(consumer, at_least=1)
    session.receive(consumer, at_least=1)


def deduplicated(broker, rng):
    namespace = "public/" + broker.fresh_topic()
    broker.admin("PUT", "namespaces/" + namespace)
    broker.admin("POST", "namespaces/%s/deduplication" % namespace, "true")
    session = Session(broker, rng)
    session.place = "persistent/%s/%s" % (namespace, session.topic)
    known = -1
    for turn in range(rng.randrange(2, 4)):
        query = {"producerName": "me"}
        if turn == 0 or rng.random() < 0.7:
            query["initialSequenceId"] = known
        if not broker.reopen("p", session.url("producer", query)):
            return
        session.send(rng.randrange(1, 5))
        known = rng.randrange(-1, session.sent)
        broker.connections["p"].close()
    broker.open("r", session.url("reader", {"messageId": "earliest"}))
    broker.collect("r", at_least=1)


def read(broker, rng):
    session = Session(broker, rng)
    session.open_producer()
    session.send(rng.randrange(1, 6))
    start = rng.choice(["earliest", "latest", "id"])
    if start == "id":
        start = rng.choice(broker.ids)
    query = {"messageId": start}
    if rng.random() < 0.5:
        query["receiverQueueSize"] = rng.choice([0, 1, 2, 100])
    broker.open("r", session.url("reader", query))
    broker.collect("r")
    for _ in range(rng.randrange(4)):
        if rng.random() < 0.5:
            session.send()
        else:
            broker.send("r", rng.choice(['{"messageId":""}', "{}"]))
        broker.collect("r")
    broker.fence("r")


def ended(broker, rng):
    """A terminated topic."""
    session = Session(broker, rng)
    consumer = session.open_consumer(
        "c", "s", {"subscriptionType": rng.choice(TYPES)})
    session.open_producer()
    count = rng.randrange(1, 3)
    session.send(count)
    session.receive(consumer, at_least=count)
    # Whether all is acknowledged is known to the broker before it ends.
    if rng.random() < 0.6:
        while consumer.unsettled:
            session.acknowledge(consumer)
        broker.fence("c")
    broker.admin("POST", session.place + "/terminate")
    broker.send("p", session.message())
    broker.collect("p", at_least=1)
    broker.open("late", session.url("producer", {}))
    if rng.random() < 0.5:
        broker.send("c", '{"type":"unsubscribe"}')
    broker.fence("c")


KINDS = [(plain, 8), (partitioned, 3), (non_persistent, 2), (batched, 2),
         (dead_letters, 2), (delayed, 1), (deduplicated, 2), (read, 3),
         (ended, 1)]


def kind_of(rng):
    return rng.choices([kind for kind, _ in KINDS],
                       [weight for _, weight in KINDS])[0]
