#include "objects.h"
#include <stdlib.h>
#include <string.h>

static herr_t add(hid_t file, const char *name, const H5O_info_t *info, void *context) {
  struct objects *objects = context;
  (void)file;
  if (objects->count == objects->capacity) {
    size_t capacity = objects->capacity ? 2 * objects->capacity : 64;
    struct object *larger = realloc(objects->list, capacity * sizeof *larger);
    if (!larger) {
      objects->without_memory = 1;
      return -1;
    }
    objects->list = larger;
    objects->capacity = capacity;
  }
  int isRoot = strcmp(name, ".") == 0;
  size_t length = strlen(name);
  char *path = malloc(length + 2);
  if (!path) {
    objects->without_memory = 1;
    return -1;
  }
  path[0] = '/';
  memcpy(path + 1, name, length + 1);
  if (isRoot) path[1] = 0;
  objects->list[objects->count++] = (struct object){.address = info->addr, .type = info->type, .path = path};
  objects->last = path;
  unsigned depth = 0;
  for (const char *character = path; *character; character++) depth += *character == '/';
  return info->type == H5O_TYPE_GROUP && depth > objects->depth;
}

herr_t list_objects(hid_t file, struct objects *objects) {
  objects->last = "/";
  return H5Ovisit1(file, H5_INDEX_NAME, H5_ITER_INC, add, objects);
}

// An object by its path in the copy, whose root is a group until the file is written.
static hid_t open_copy(const char *path, hid_t root) {
  return H5Oopen(root, path[1] ? path + 1 : ".", H5P_DEFAULT);
}

herr_t find_copy(struct object *object, hid_t root) {
  hid_t copy = open_copy(object->path, root);
  H5O_info_t info;
  if (copy < 0 || H5Oget_info1(copy, &info) < 0) return -1;
  object->copy = info.addr;
  return H5Oclose(copy);
}

struct renewal {
  const struct objects *objects;
  hid_t file;
  hid_t root;
};

static const struct object *at(const struct objects *objects, haddr_t address) {
  for (size_t i = 0; i < objects->count; i++) {
    if (objects->list[i].address == address) return &objects->list[i];
  }
  return NULL;
}

static void renew_object(const struct renewal *renewal, void *value) {
  hobj_ref_t reference;
  memcpy(&reference, value, sizeof reference);
  const struct object *object = reference ? at(renewal->objects, reference) : NULL;
  reference = object ? object->copy : 0;
  memcpy(value, &reference, sizeof reference);
}

static void renew_region(const struct renewal *renewal, void *value) {
  hdset_reg_ref_t renewed = {0};
  hid_t target = H5Rdereference2(renewal->file, H5P_DEFAULT, H5R_DATASET_REGION, value);
  hid_t space = target < 0 ? -1 : H5Rget_region(renewal->file, H5R_DATASET_REGION, value);
  H5O_info_t info;
  if (space >= 0 && H5Oget_info1(target, &info) >= 0) {
    const struct object *object = at(renewal->objects, info.addr);
    if (!object || H5Rcreate(&renewed, renewal->root, object->path + 1, H5R_DATASET_REGION, space) < 0) {
      memset(&renewed, 0, sizeof renewed);
    }
  }
  if (space >= 0) H5Sclose(space);
  if (target >= 0) H5Oclose(target);
  memcpy(value, &renewed, sizeof renewed);
}

// Renews what lies in one element of this type.
static herr_t renew(const struct renewal *renewal, hid_t type, unsigned char *value) {
  herr_t status = 0;
  switch (H5Tget_class(type)) {
    case H5T_REFERENCE:
      if (H5Tequal(type, H5T_STD_REF_OBJ) > 0) renew_object(renewal, value);
      else renew_region(renewal, value);
      break;
    case H5T_COMPOUND:
      for (int i = 0, count = H5Tget_nmembers(type); i < count && status >= 0; i++) {
        hid_t member = H5Tget_member_type(type, (unsigned)i);
        if (member < 0) return -1;
        status = renew(renewal, member, value + H5Tget_member_offset(type, (unsigned)i));
        H5Tclose(member);
      }
      break;
    case H5T_ARRAY:
    case H5T_VLEN: {
      hid_t element = H5Tget_super(type);
      size_t size = element < 0 ? 0 : H5Tget_size(element);
      if (size == 0) return -1;
      size_t count = H5Tget_size(type) / size;
      if (H5Tget_class(type) == H5T_VLEN) {
        const hvl_t *list = (const hvl_t *)value;
        count = list->len;
        value = list->p;
      }
      for (size_t i = 0; i < count && status >= 0; i++) status = renew(renewal, element, value + i * size);
      H5Tclose(element);
      break;
    }
    default: break;
  }
  return status;
}

// Reads from one holder of values, renews, and writes to the other.
static herr_t renew_values(const struct renewal *renewal, hid_t from, hid_t to, hid_t type, hid_t space,
                           herr_t (*read)(hid_t, hid_t, void *), herr_t (*write)(hid_t, hid_t, const void *)) {
  hssize_t count = H5Sget_simple_extent_npoints(space);
  size_t size = H5Tget_size(type), bytes;
  if (count < 0 || size == 0 || __builtin_mul_overflow((size_t)count, size, &bytes)) return -1;
  if (bytes == 0) return 0;
  unsigned char *values = calloc(bytes, 1);
  if (!values) return -1;
  herr_t status = read(from, type, values);
  for (hssize_t i = 0; i < count && status >= 0; i++) status = renew(renewal, type, values + (size_t)i * size);
  if (status >= 0) status = write(to, type, values);
  (void)H5Dvlen_reclaim(type, space, H5P_DEFAULT, values);
  free(values);
  return status;
}

static herr_t read_dataset(hid_t dataset, hid_t type, void *values) {
  return H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
}

static herr_t write_dataset(hid_t dataset, hid_t type, const void *values) {
  return H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
}

// Whether elements lie in this file, which is asked before anything that might open others.
static int has_own_elements(hid_t dataset) {
  hid_t list = H5Dget_create_plist(dataset);
  if (list < 0) return 0;
  int isOwn = H5Pget_layout(list) != H5D_VIRTUAL && H5Pget_external_count(list) == 0;
  H5Pclose(list);
  return isOwn && H5Dget_storage_size(dataset) > 0;
}

static herr_t renew_dataset(const struct renewal *renewal, hid_t from, hid_t to) {
  hid_t type = H5Dget_type(from);
  if (type < 0) return -1;
  herr_t status = 0;
  if (H5Tdetect_class(type, H5T_REFERENCE) > 0 && has_own_elements(from)) {
    hid_t space = H5Dget_space(from);
    status = space < 0 ? -1 : renew_values(renewal, from, to, type, space, read_dataset, write_dataset);
    if (space >= 0) H5Sclose(space);
  }
  H5Tclose(type);
  return status;
}

struct attributes {
  const struct renewal *renewal;
  hid_t copy;
};

static herr_t renew_attribute(hid_t object, const char *name, const H5A_info_t *info, void *context) {
  const struct attributes *attributes = context;
  (void)info;
  hid_t from = H5Aopen(object, name, H5P_DEFAULT);
  hid_t type = from < 0 ? -1 : H5Aget_type(from);
  if (type < 0) return -1;
  herr_t status = 0;
  if (H5Tdetect_class(type, H5T_REFERENCE) > 0) {
    hid_t space = H5Aget_space(from);
    hid_t to = H5Aopen(attributes->copy, name, H5P_DEFAULT);
    status = space < 0 || to < 0
                 ? -1
                 : renew_values(attributes->renewal, from, to, type, space, H5Aread, H5Awrite);
    if (to >= 0) H5Aclose(to);
    if (space >= 0) H5Sclose(space);
  }
  H5Tclose(type);
  H5Aclose(from);
  return status;
}

herr_t renew_references(const struct objects *objects, const struct object *object, hid_t file, hid_t root) {
  struct renewal renewal = {objects, file, root};
  hid_t from = H5Oopen(file, object->path, H5P_DEFAULT);
  hid_t to = open_copy(object->path, root);
  if (from < 0 || to < 0) return -1;
  struct attributes attributes = {&renewal, to};
  hsize_t index = 0;
  herr_t status = H5Aiterate2(from, H5_INDEX_NAME, H5_ITER_INC, &index, renew_attribute, &attributes);
  if (status >= 0 && object->type == H5O_TYPE_DATASET) status = renew_dataset(&renewal, from, to);
  H5Oclose(to);
  H5Oclose(from);
  return status;
}
