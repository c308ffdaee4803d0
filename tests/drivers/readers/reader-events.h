/* SPDX-License-Identifier: Apache-2.0 */
/* A card reader of a test and what it said, as words in order: "ready busy found read:NAME:NUMBER removed failed:card-foreign absent ". */
#pragma once
#include "core/ports/yj-id-reader.h"

typedef struct {
  YjIdReader *reader;
  GString *text;
  const char *awaited;
} ReaderEvents;

/* Makes the reader @driver with this port; it is not started. */
void reader_events_begin (ReaderEvents *events, const char *driver, const char *port);
/* Lets the reader go, which nothing else may hold. */
void reader_events_end (ReaderEvents *events);
/* Exactly @awaited is said, from the last call on. */
void reader_events_await (ReaderEvents *events, const char *awaited);
/* Nothing was said, from the last call on. */
void reader_events_assert_silent (ReaderEvents *events);
