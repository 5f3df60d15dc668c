#include "Scene.h"
#include <cstring>

namespace {
constexpr unsigned opaqueMask = 1, emitterMask = 2;
constexpr float infinity = 1e30f;

RTCIntersectContext incoherent() {
    RTCIntersectContext context;
    rtcInitIntersectContext(&context);
    return context;
}

RTCIntersectContext coherent() {
    RTCIntersectContext context = incoherent();
    context.flags = RTC_INTERSECT_CONTEXT_FLAG_COHERENT;
    return context;
}

alignas(32) constexpr int everyLane[8] = {-1, -1, -1, -1, -1, -1, -1, -1};

void passHoles(const RTCFilterFunctionNArguments *hits) {
    const LitBody &body = *(const LitBody *)hits->geometryUserPtr;
    for (unsigned k = 0; k < hits->N; k++)
        if (hits->valid[k] && !body.isSolid(RTCHitN_primID(hits->hit, hits->N, k), RTCHitN_u(hits->hit, hits->N, k), RTCHitN_v(hits->hit, hits->N, k))) hits->valid[k] = 0;
}

template <class Rays> void fill(Rays &rays, int lane, vec3 o, vec3 d, float from, unsigned mask) {
    rays.org_x[lane] = o.x; rays.org_y[lane] = o.y; rays.org_z[lane] = o.z; rays.tnear[lane] = from;
    rays.dir_x[lane] = d.x; rays.dir_y[lane] = d.y; rays.dir_z[lane] = d.z; rays.time[lane] = 0;
    rays.tfar[lane] = infinity; rays.mask[lane] = mask; rays.id[lane] = 0; rays.flags[lane] = 0;
}
}

bool CutOut::isSolid(float u, float v) const {
    const auto place = [](float x, int count) { return std::min(count - 1, int((x - std::floor(x)) * count)); };
    return solid[place(1 - v, height) * width + place(u, width)] != 0;
}

bool LitBody::isSolid(uint32_t triangle, float u, float v) const {
    const int32_t holes = triangleHoles[triangle];
    if (holes < 0) return true;
    const uint32_t *t = &indices[3 * triangle];
    const auto at = [&](int axis) {
        const auto corner = [&](int k) { return textureCoordinates[2 * t[k] + axis]; };
        return corner(0) * (1 - u - v) + corner(1) * u + corner(2) * v;
    };
    return cutOuts[holes].isSolid(at(0), at(1));
}

bool LitBody::isForeign(uint32_t triangle, vec3 base) const {
    if (triangleSurfaces.empty()) return false;
    return isFar(base, triangleSurfaces[triangle].base, triangleRanges[triangle]);
}

bool LitBody::isFar(vec3 a, vec3 b, vec3 range) {
    return isApart(a.x, b.x, range.x) || isApart(a.y, b.y, range.y) || isApart(a.z, b.z, range.z);
}

bool Transform::operator==(const Transform &o) const { return memcmp(this, &o, sizeof o) == 0; }

bool Scene::open() {
    device = rtcNewDevice("threads=1");
    if (!device) return false;
    for (RTCDeviceProperty needed : {RTC_DEVICE_PROPERTY_RAY_MASK_SUPPORTED, RTC_DEVICE_PROPERTY_FILTER_FUNCTION_SUPPORTED})
        if (!rtcGetDeviceProperty(device, needed)) return false;
    top = rtcNewScene(device);
    rtcSetSceneFlags(top, RTC_SCENE_FLAG_DYNAMIC);
    statics = rtcNewScene(device);
    return rtcGetDeviceError(device) == RTC_ERROR_NONE;
}

void Scene::add(const VnLitBody &s) {
    LitBody body;
    for (int v = 0; v < s.vertexCount; v++) {
        body.positions.push_back(vec3(s.positions[3 * v], s.positions[3 * v + 1], s.positions[3 * v + 2]));
        body.normals.push_back(vec3(s.normals[3 * v], s.normals[3 * v + 1], s.normals[3 * v + 2]));
    }
    for (vec3 p : body.positions) body.radius = max(body.radius, length(p));
    body.indices.assign(s.indices, s.indices + 3 * s.triangleCount);
    body.material = glslMaterial(s.material);
    for (int t = 0; s.triangleSurfaces && t < s.triangleCount; t++) {
        const float *v = s.triangleSurfaces + 8 * t;
        body.triangleSurfaces.push_back({vec3(v[0], v[1], v[2]), v[3], v[4]});
        body.triangleRanges.push_back(vec3(v[5], v[6], v[7]));
    }
    if (s.cutOutCount > 0) {
        body.triangleHoles.assign(s.triangleHoles, s.triangleHoles + s.triangleCount);
        body.textureCoordinates.assign(s.textureCoordinates, s.textureCoordinates + 2 * s.vertexCount);
    }
    for (int k = 0; k < s.cutOutCount; k++) {
        const VnCutOut &c = s.cutOuts[k];
        body.cutOuts.push_back({std::vector<uint8_t>(c.solid, c.solid + c.width * c.height), c.width, c.height});
    }
    body.emits = s.emits;
    body.isStatic = s.isStatic;
    body.hasLevels = s.hasLevels;
    body.slenderParts = slenderParts(body.positions, body.indices);
    bodies.push_back(std::move(body));
}

Scene::~Scene() {
    for (LitBody &body : bodies) if (body.scene) rtcReleaseScene(body.scene);
    if (statics) rtcReleaseScene(statics);
    if (top) rtcReleaseScene(top);
    if (device) rtcReleaseDevice(device);
}

RTCGeometry Scene::triangles(const LitBody &body, const Transform &transform) const {
    RTCGeometry geometry = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_TRIANGLE);
    float *p = (float *)rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_VERTEX, 0, RTC_FORMAT_FLOAT3, 12, body.positions.size());
    for (size_t i = 0; i < body.positions.size(); i++) {
        vec3 q = transform.point(body.positions[i]);
        p[3 * i] = q.x; p[3 * i + 1] = q.y; p[3 * i + 2] = q.z;
    }
    void *t = rtcSetNewGeometryBuffer(geometry, RTC_BUFFER_TYPE_INDEX, 0, RTC_FORMAT_UINT3, 12, body.indices.size() / 3);
    memcpy(t, body.indices.data(), body.indices.size() * 4);
    rtcSetGeometryMask(geometry, body.emits ? emitterMask : opaqueMask);
    if (!body.cutOuts.empty()) {
        rtcSetGeometryUserData(geometry, (void *)&body);
        rtcSetGeometryIntersectFilterFunction(geometry, passHoles);
        rtcSetGeometryOccludedFilterFunction(geometry, passHoles);
    }
    rtcCommitGeometry(geometry);
    return geometry;
}

void Scene::buildStatics() {
    rtcReleaseScene(statics);
    statics = rtcNewScene(device);
    rtcSetSceneBuildQuality(statics, RTC_BUILD_QUALITY_HIGH);
    for (size_t i = 0; i < bodies.size(); i++) {
        if (!bodies[i].isStatic) continue;
        RTCGeometry geometry = triangles(bodies[i], bodies[i].worldFromBody);
        rtcAttachGeometryByID(statics, geometry, unsigned(i));
        rtcReleaseGeometry(geometry);
    }
    rtcCommitScene(statics);
}

void Scene::place(const VnMatrix4 *worldFromBody) {
    bool staticsMoved = !placedBefore;
    for (size_t i = 0; i < bodies.size(); i++) {
        const VnMatrix4 &m = worldFromBody[i];
        Transform transform;
        transform.x = xyz(m.columns[0]); transform.y = xyz(m.columns[1]); transform.z = xyz(m.columns[2]); transform.origin = xyz(m.columns[3]);
        if (bodies[i].isStatic && !(transform == bodies[i].worldFromBody)) staticsMoved = true;
        bodies[i].worldFromBody = transform;
    }
    if (staticsMoved) {
        buildStatics();
        rtcReleaseScene(top);
        top = rtcNewScene(device);
        rtcSetSceneFlags(top, RTC_SCENE_FLAG_DYNAMIC);
        instances.clear();
        bodyOfInstance.clear();
        auto attach = [&](RTCScene scene, int body) {
            RTCGeometry instance = rtcNewGeometry(device, RTC_GEOMETRY_TYPE_INSTANCE);
            rtcSetGeometryInstancedScene(instance, scene);
            rtcSetGeometryMask(instance, body < 0 ? opaqueMask | emitterMask : bodies[body].emits ? emitterMask : opaqueMask);
            rtcCommitGeometry(instance);
            rtcAttachGeometryByID(top, instance, unsigned(instances.size()));
            instances.push_back(instance);
            bodyOfInstance.push_back(body);
            rtcReleaseGeometry(instance);
        };
        attach(statics, -1);
        for (size_t i = 0; i < bodies.size(); i++) {
            if (bodies[i].isStatic) continue;
            if (!bodies[i].scene) {
                bodies[i].scene = rtcNewScene(device);
                RTCGeometry geometry = triangles(bodies[i], Transform());
                rtcAttachGeometryByID(bodies[i].scene, geometry, 0);
                rtcReleaseGeometry(geometry);
                rtcCommitScene(bodies[i].scene);
            }
            attach(bodies[i].scene, int(i));
        }
        placedBefore = true;
    }
    for (size_t i = 1; i < instances.size(); i++) {
        rtcSetGeometryTransform(instances[i], 0, RTC_FORMAT_FLOAT4X4_COLUMN_MAJOR, &worldFromBody[bodyOfInstance[i]]);
        rtcCommitGeometry(instances[i]);
    }
    rtcCommitScene(top);
}

static inline void fill(RTCRay &ray, vec3 o, vec3 d, float from, float far, unsigned mask) {
    ray.org_x = o.x; ray.org_y = o.y; ray.org_z = o.z; ray.tnear = from;
    ray.dir_x = d.x; ray.dir_y = d.y; ray.dir_z = d.z; ray.time = 0;
    ray.tfar = far; ray.mask = mask; ray.id = 0; ray.flags = 0;
}

Hit Scene::found(vec3 direction, float distance, unsigned geometry, unsigned instance, unsigned triangle, float u, float v, vec3 normal) const {
    Hit hit;
    hit.distance = distance;
    hit.body = -1;
    if (geometry == RTC_INVALID_GEOMETRY_ID) return hit;
    const int body = bodyOfInstance[instance];
    hit.body = body < 0 ? int(geometry) : body;
    hit.faceNormal = normalize(body < 0 ? normal : bodies[body].worldFromBody.direction(normal));
    hit.isTurned = !bodies[hit.body].triangleSurfaces.empty() && dot(hit.faceNormal, direction) > 0;
    if (hit.isTurned) hit.faceNormal = -hit.faceNormal;
    hit.triangle = triangle;
    hit.u = u; hit.v = v;
    return hit;
}

Hit Scene::trace(vec3 origin, vec3 direction) const {
    RTCRayHit query;
    fill(query.ray, origin, direction, 0, infinity, opaqueMask | emitterMask);
    query.hit.geomID = query.hit.instID[0] = RTC_INVALID_GEOMETRY_ID;
    RTCIntersectContext context = incoherent();
    rtcIntersect1(top, &context, &query);
    return found(direction, query.ray.tfar, query.hit.geomID, query.hit.instID[0], query.hit.primID, query.hit.u, query.hit.v,
                 vec3(query.hit.Ng_x, query.hit.Ng_y, query.hit.Ng_z));
}

void Scene::trace8(vec3 origin, const vec3 *directions, Hit *hits) const {
    RTCRayHit8 query;
    for (int k = 0; k < 8; k++) {
        fill(query.ray, k, origin, directions[k], 0, opaqueMask | emitterMask);
        query.hit.geomID[k] = query.hit.instID[0][k] = RTC_INVALID_GEOMETRY_ID;
    }
    RTCIntersectContext context = coherent();
    rtcIntersect8(everyLane, top, &context, &query);
    for (int k = 0; k < 8; k++)
        hits[k] = found(directions[k], query.ray.tfar[k], query.hit.geomID[k], query.hit.instID[0][k], query.hit.primID[k], query.hit.u[k], query.hit.v[k],
                        vec3(query.hit.Ng_x[k], query.hit.Ng_y[k], query.hit.Ng_z[k]));
}

uint32_t Scene::unblocked(const ShadowRays &rays) const {
    alignas(64) int lanes[16];
    RTCRay16 query;
    for (int k = 0; k < 16; k++) {
        const int lane = k < rays.count ? k : 0;
        lanes[k] = k < rays.count ? -1 : 0;
        fill(query, k, rays.origins[lane], rays.directions[lane], rays.from[lane], opaqueMask);
    }
    // Not as coherent ones: sixteen of these keep Embree 3.13 going round for ever where registers have 512 bits.
    RTCIntersectContext context = incoherent();
    rtcOccluded16(lanes, top, &context, &query);
    uint32_t bits = 0;
    for (int k = 0; k < rays.count; k++) bits |= uint32_t(query.tfar[k] > 0) << k;
    return bits;
}

bool Scene::blocked(vec3 origin, vec3 direction, float distance, float from) const {
    RTCRay ray;
    fill(ray, origin, direction, from, distance, opaqueMask);
    RTCIntersectContext context = incoherent();
    rtcOccluded1(top, &context, &ray);
    return ray.tfar < 0;
}

vec3 Scene::smoothNormal(const Hit &hit) const {
    const LitBody &body = bodies[hit.body];
    const uint32_t *t = &body.indices[3 * hit.triangle];
    vec3 n = body.normals[t[0]] * (1.0f - hit.u - hit.v) + body.normals[t[1]] * hit.u + body.normals[t[2]] * hit.v;
    n = normalize(body.worldFromBody.direction(n));
    return hit.isTurned ? -n : n;
}

HitSurface Scene::surface(const Hit &hit, vec3 origin, vec3 direction) const {
    const LitBody &body = bodies[hit.body];
    HitSurface s;
    s.point = origin + direction * hit.distance;
    const vec3 n = smoothNormal(hit);
    s.fromBehind = dot(hit.faceNormal, direction) > 0;
    s.faceNormal = s.fromBehind ? -hit.faceNormal : hit.faceNormal;
    s.normal = s.fromBehind ? -n : n;
    if (dot(s.normal, direction) > 0) s.normal = s.faceNormal;
    if (!body.triangleSurfaces.empty()) {
        s.surface = body.triangleSurfaces[hit.triangle];
        return s;
    }
    // Coarse: bounced light doesn't show the grain of wood.
    constexpr float footprintInMetres = 0.05f;
    vnMaterial(body.material, body.worldFromBody.inversePoint(s.point), vec4(footprintInMetres), s.surface.base, s.surface.roughness, s.surface.metallic);
    return s;
}
