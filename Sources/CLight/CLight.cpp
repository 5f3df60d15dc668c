#include "Illumination.h"

VnIllumination *vnIlluminationCreate() {
    auto *illumination = new VnIllumination;
    if (illumination->scene.open()) return illumination;
    delete illumination;
    return nullptr;
}

void vnIlluminationAdd(VnIllumination *illumination, const VnLitBody *body) { illumination->scene.add(*body); }

void vnIlluminationOpen(VnIllumination *illumination, const VnLight *rectangle) { illumination->lights.openings.push_back(AreaLight(*rectangle)); }

void vnIlluminationDestroy(VnIllumination *illumination) { delete illumination; }

void vnIlluminationPlace(VnIllumination *illumination, const VnMatrix4 *worldFromBody) { illumination->scene.place(worldFromBody); }

void vnIlluminationLight(VnIllumination *illumination, const VnLight *lights, int32_t count, const VnSky *sky) {
    Lights &l = illumination->lights;
    l.area.clear();
    for (LitBody &body : illumination->scene.bodies) body.light = -1;
    for (int i = 0; i < count; i++) l.area.push_back(AreaLight(lights[i]));
    // The first ones are known best.
    std::sort(l.area.begin(), l.area.end(), [](const AreaLight &a, const AreaLight &b) { return std::pair(-a.power(), a.body) < std::pair(-b.power(), b.body); });
    for (int i = 0; i < count; i++) illumination->scene.bodies[l.area[i].body].light = i;
    l.directionToSun = xyz(sky->directionToSun);
    l.sunIlluminance = xyz(sky->sunIlluminance);
    l.skyLuminance = xyz(sky->skyLuminance);
    l.sky->set(*sky);
    l.sunShines = luminance(l.sunIlluminance) > 0;
    illumination->findPatches();
}

int32_t vnFieldCreate(VnIllumination *illumination, VnFloat4 low, VnFloat4 high, float spacing, int32_t maximumCount) {
    illumination->field.create(xyz(low), xyz(high), spacing, maximumCount);
    return illumination->field.count();
}

void vnFieldTrace(VnIllumination *illumination, int32_t first, int32_t stride, int32_t from, int32_t to) {
    for (int i = from; i < to; i++) illumination->traceProbe(first + i * stride);
}

void vnFieldSolve(VnIllumination *illumination, int32_t first, int32_t stride, int32_t from, int32_t to) {
    for (int i = from; i < to; i++) illumination->solveProbe(first + i * stride);
}

void vnFieldPublish(VnIllumination *illumination, int32_t first, int32_t stride, int32_t count) {
    Field &field = illumination->field;
    for (int i = 0; i < count; i++) {
        int probe = first + i * stride;
        field.previous[probe] = field.harmonics[probe];
        field.harmonics[probe] = field.solved[probe];
    }
}

void vnFieldClear(VnIllumination *illumination) {
    Field &field = illumination->field;
    for (auto *store : {&field.harmonics, &field.solved, &field.previous}) for (Harmonics &h : *store) h.clear();
}

// Each sweep's change is about the same share of the one before, so that what is left is a geometric series. `solved` still holds the
// last sweep and `previous` the one before; the share comes from their mean terms.
void vnFieldExtrapolate(VnIllumination *illumination) {
    Field &field = illumination->field;
    double last = 0, before = 0;
    for (int i = 0; i < field.count(); i++) {
        last += luminance(unpack(field.solved[i].c[0])) - luminance(unpack(field.harmonics[i].c[0]));
        before += luminance(unpack(field.harmonics[i].c[0])) - luminance(unpack(field.previous[i].c[0]));
    }
    float share = before > 0 ? clamp(float(last / before), 0.0f, 0.9f) : 0.0f;
    for (int i = 0; i < field.count(); i++)
        for (int k = 0; k < harmonicCount; k++) field.solved[i].c[k] += (field.solved[i].c[k] - field.harmonics[i].c[k]) * (share / (1 - share));
    vnFieldPublish(illumination, 0, 1, field.count());
}

VnFloat4 vnFieldIrradiance(const VnIllumination *illumination, VnFloat4 point, VnFloat4 normal) {
    Harmonics around, ofPatches;
    illumination->field.interpolate(xyz(point), xyz(normal), xyz(normal), *illumination->lights.sky, around, &ofPatches);
    vec3 e = around.with(ofPatches).irradiance(xyz(normal)) / pi;
    return {e.x, e.y, e.z, 0};
}

VnRayHit vnRayCast(const VnIllumination *illumination, VnFloat4 from, VnFloat4 towards) {
    vec3 origin = xyz(from), direction = normalize(xyz(towards));
    Hit hit = illumination->scene.trace(origin, direction);
    if (hit.body < 0) return {0, -1, {0, 0, 0, 0}};
    vec3 n = illumination->scene.surface(hit, origin, direction).normal;
    return {hit.distance, hit.body, {n.x, n.y, n.z, 0}};
}
