#include "Harmonics.h"

void harmonicBasis(vec3 d, float o[harmonicCount]) {
    o[0] = 0.282095f;
    o[1] = 0.488603f * d.y; o[2] = 0.488603f * d.z; o[3] = 0.488603f * d.x;
    o[4] = 1.092548f * d.x * d.y; o[5] = 1.092548f * d.y * d.z; o[6] = 0.315392f * (3.0f * d.z * d.z - 1.0f);
    o[7] = 1.092548f * d.x * d.z; o[8] = 0.546274f * (d.x * d.x - d.y * d.y);
}

static vec3 weighted(const Harmonics &h, vec3 d, float first, float second) {
    float b[harmonicCount];
    harmonicBasis(d, b);
    f4 sum = h.c[0] * b[0];
    for (int k = 1; k < 4; k++) sum += h.c[k] * (b[k] * first);
    for (int k = 4; k < 9; k++) sum += h.c[k] * (b[k] * second);
    return unpack(sum);
}
// Few harmonics swing below zero opposite a bright lamp; where hardly any light comes, so does their mean.
static vec3 atLeastDim(const Harmonics &h, vec3 v) { return maximum(v, maximum(unpack(h.c[0]) * (0.05f * 0.282095f), 0.0f)); }
vec3 Harmonics::value(vec3 d) const { return weighted(*this, d, 1, 1); }
vec3 Harmonics::cosineMean(vec3 n) const { return weighted(*this, n, 2.0f / 3.0f, 0.25f); }
vec3 Harmonics::radiance(vec3 d, float roughness) const {
    float a = 1.0f - 0.35f * roughness;
    return atLeastDim(*this, weighted(*this, d, a, a * a * a));
}
vec3 Harmonics::irradiance(vec3 n) const { return atLeastDim(*this, weighted(*this, n, 2.0f / 3.0f, 0.25f * 0.9f)) * pi; }
