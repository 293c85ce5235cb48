"""Ends while a listener and a log callback run on the library's thread, which
Python then unwinds in the middle of a callback.

python_exit.py LIBRARY
"""
import ctypes
import os
import sys
import threading

library = ctypes.CDLL(sys.argv[1])
Callback = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p)
Pointer = ctypes.c_void_p


class Event(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("type", ctypes.c_int32),
                ("status", ctypes.c_int32), ("operation", ctypes.c_uint64),
                ("index", ctypes.c_size_t), ("user_data", Pointer),
                ("client", Pointer), ("producer", Pointer),
                ("consumer", Pointer), ("reader", Pointer),
                ("message", Pointer)]


busy = threading.Event()


@Callback
def on_event(event, _):
    one = ctypes.cast(event, ctypes.POINTER(Event)).contents
    if one.message:
        library.pws_consumer_nack(Pointer(one.consumer), Pointer(one.message),
                                  None)
        busy.set()


freed = ctypes.CFUNCTYPE(None, Pointer)(lambda _: None)


# Python frees what nobody has any more before it ends, and the library still
# calls these: as every binding, this one never lets go of them.
for callback in (on_event, freed):
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(callback))


def must(status):
    if status != 0:
        os._exit(100 + status)


library.pws_options_new.restype = Pointer
options = Pointer(library.pws_options_new(1))
must(library.pws_options_set(options, b"logLevel", b"debug", None))
client = Pointer()
must(library.pws_client_new(os.environ["PULSARWS_TEST_URL"].encode(), options,
                            ctypes.byref(client), None))
must(library.pws_client_set_log_callback(client, on_event, None, freed, None))
consumer = Pointer()
producer = Pointer()
topic = b"python-exit-%d" % os.getpid()
must(library.pws_consumer_new(client, topic, b"sub", None, 10000,
                              ctypes.byref(consumer), None))
must(library.pws_consumer_listen(consumer, on_event, None, freed, None))
must(library.pws_producer_new(client, topic, None, 10000,
                              ctypes.byref(producer), None))
message = (ctypes.c_char * 4096)()
outgoing = ctypes.cast(message, ctypes.POINTER(ctypes.c_size_t))
outgoing[0] = 120  # the first version's size
for _ in range(50):
    must(library.pws_producer_send(producer, message, 10000, None, None))
if not busy.wait(30):
    os._exit(99)
