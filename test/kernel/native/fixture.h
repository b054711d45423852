// The frames of fixture.bin and fixture_down.bin, made by the encoder that the bridge uses. fixture.json says the same
// in words, for readers in other languages.
#pragma once

#include "messages.h"

#define FIXTURE_FRAMES 6

void make_fixture(struct encoder *out);
void make_down_fixture(struct encoder *out);
