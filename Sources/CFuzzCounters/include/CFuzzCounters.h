#pragma once
#include <stdint.h>

// Numbers that libFuzzer takes for code that was reached: an input that sets one that no other has set is kept. A fuzzer
// that looks for cost sets the number of the cost.

/// How many numbers there are.
enum { toolrouter_fuzz_counters = 256 };

/// Says that an input has reached `number`; beyond the last one, the last one.
void toolrouter_fuzz_reach(uint32_t number);
