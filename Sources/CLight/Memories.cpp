#include "Illumination.h"

void vnPictureOf(VnIllumination *self, int32_t camera) {
    if (camera == self->camera) return;
    std::swap(self->memory, self->memories[self->camera]);
    std::swap(self->memory, self->memories[camera]);
    self->memories.erase(camera);
    self->camera = camera;
}
