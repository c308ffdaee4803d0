/* SPDX-License-Identifier: Apache-2.0 */
/* Puts names together from syllables: for each the characters that names are made of. The dictionary knows few names as
 * words, so "mu qing" would begin with 木请. Thread: main. */
#pragma once
#include "ui/keyboard/yj-pinyin-names.h"
#include "ui/keyboard/yj-rime.h"

G_BEGIN_DECLS

/* @session: one of its own, which this call composes in and leaves empty. @preedit: as the engine shows it, chosen
 * characters first. Appends texts that take up all its syllables, best first, to @names; the caller frees them with
 * yj_secret_text_free (). Nothing is appended unless two or three whole syllables are there. */
void yj_name_composer_list (RimeSessionId session, YjNamePart part, const char *preedit, GPtrArray *names);

/* Where the characters of the first syllable end in the engine's list: it goes on with those of shorter ones (xi and
 * xia after xiao) and does not say so. The texts it goes on with. (transfer full) */
GPtrArray *yj_name_composer_list_stops (RimeSessionId session, const char *preedit);

G_END_DECLS
