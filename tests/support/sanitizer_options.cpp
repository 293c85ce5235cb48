// The thread sanitizer asks the program for options besides TSAN_OPTIONS. Why
// this one: see tests/support/tsan.supp.
extern "C" __attribute__((visibility("default"), used)) const char*
__tsan_default_options() {
  return "ignore_noninstrumented_modules=1";
}
