#include "CFuzzCounters.h"

// libFuzzer finds them by the name of the section, and sets them to 0 before each input.
__attribute__((section("__libfuzzer_extra_counters"), used)) static uint8_t counters[toolrouter_fuzz_counters];

void toolrouter_fuzz_reach(uint32_t number) {
    counters[number < toolrouter_fuzz_counters ? number : toolrouter_fuzz_counters - 1] = 1;
}
