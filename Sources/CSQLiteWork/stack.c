#define _GNU_SOURCE
#include <pthread.h>

#include "CSQLiteWork.h"

/// The lowest address of this thread's stack; 0 as long as nobody has asked.
static _Thread_local uintptr_t lowest;

size_t toolrouter_stack_left(void) {
    if (lowest == 0) {
        pthread_attr_t attributes;
        void *address = NULL;
        size_t size = 0;
        if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
        pthread_attr_getstack(&attributes, &address, &size);
        pthread_attr_destroy(&attributes);
        lowest = (uintptr_t)address;
    }
    return (uintptr_t)__builtin_frame_address(0) - lowest;
}

void toolrouter_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }
