/* A program that knows nothing of Boost and loads a plug-in that does:
 *
 *   loader PLUGIN TRANSPORT
 */
#include <dlfcn.h>
#include <stdio.h>

int main(int count, char** arguments) {
  if (count != 3) return 2;
  void* plugin = dlopen(arguments[1], RTLD_NOW | RTLD_GLOBAL);
  if (!plugin) {
    fprintf(stderr, "%s\n", dlerror());
    return 2;
  }
  int (*job)(const char*);
  *(void**)&job = dlsym(plugin, "plugin_main");
  return job ? job(arguments[2]) : 2;
}
