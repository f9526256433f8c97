#pragma once

/// Where the Swift runtime keeps `swift_task_enqueueGlobal_hook`: a function that sees each job before the global executor
/// gets it, or NULL (stdlib/public/Concurrency/GlobalExecutor.cpp).
///
/// It is found by the linker, not by `dlsym`, so it is there too when the runtime is linked statically, and a runtime without
/// it does not link.
void *toolrouter_enqueue_global_hook(void);
