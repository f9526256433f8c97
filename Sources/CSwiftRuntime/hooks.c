#include "CSwiftRuntime.h"

// Its own type is a function pointer of Swift's calling convention, which C need not know to take the address.
extern void *swift_task_enqueueGlobal_hook;

void *toolrouter_enqueue_global_hook(void) { return &swift_task_enqueueGlobal_hook; }
