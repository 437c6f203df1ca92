#define _GNU_SOURCE
#include "processor.h"
#include <elf.h>
#include <gnu/libc-version.h>
#include <link.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

// Longer identifiers than SHA-512's are cut off.
static char identifier[129];

static void take_note(const unsigned char *note, size_t size) {
  while (size >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) header;
    memcpy(&header, note, sizeof header);
    size_t name = sizeof header, description = name + ((header.n_namesz + 3u) & ~(size_t)3);
    size_t end = description + ((header.n_descsz + 3u) & ~(size_t)3);
    if (end > size) return;
    if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == 4 && !memcmp(note + name, "GNU", 4)) {
      for (size_t i = 0; i < header.n_descsz && 2 * i + 2 < sizeof identifier; i++)
        snprintf(identifier + 2 * i, 3, "%02x", note[description + i]);
      return;
    }
    note += end;
    size -= end;
  }
}

// The first object is the program itself.
static int take_program(struct dl_phdr_info *info, size_t size, void *context) {
  (void)size;
  (void)context;
  for (int i = 0; i < info->dlpi_phnum; i++)
    if (info->dlpi_phdr[i].p_type == PT_NOTE)
      take_note((const unsigned char *)(uintptr_t)(info->dlpi_addr + info->dlpi_phdr[i].p_vaddr),
                info->dlpi_phdr[i].p_filesz);
  return 1;
}

__attribute__((constructor)) static void find_identifier(void) { dl_iterate_phdr(take_program, NULL); }

const char *program_build_identifier(void) { return identifier; }

const char *c_library_version(void) { return gnu_get_libc_version(); }
