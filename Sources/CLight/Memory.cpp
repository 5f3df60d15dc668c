#include "Memory.h"

void CellMemory::resize(size_t count) {
    point.resize(count);
    normal.resize(count);
    ids.resize(count);
    visibility.resize(count);
    gloss.resize(count);
    indirect.resize(count);
}

namespace {
bool same(vec3 a, vec3 b) { return a.x == b.x && a.y == b.y && a.z == b.z; }

// Wherever lamps stand.
bool same(const Lights &a, const Lights &b) {
    if (a.area.size() != b.area.size() || !same(a.directionToSun, b.directionToSun) || !same(a.sunIlluminance, b.sunIlluminance) || !same(a.skyLuminance, b.skyLuminance)) return false;
    for (size_t k = 0; k < a.area.size(); k++)
        if (!same(a.area[k].luminance, b.area[k].luminance) || a.area[k].radius != b.area[k].radius) return false;
    return true;
}

// Bodies that come to rest tremble.
constexpr float trembling = 0.0007f;
float apart(vec3 a, vec3 b) { return length(a - b); }
bool moves(const Transform &from, const Transform &to, float radius) {
    return apart(from.origin, to.origin) + radius * (apart(from.x, to.x) + apart(from.y, to.y) + apart(from.z, to.z)) > trembling;
}
bool moves(const AreaLight &from, const AreaLight &to) {
    return apart(from.centre, to.centre) + apart(from.halfU, to.halfU) + apart(from.halfV, to.halfV) > trembling;
}
}

void PictureMemory::begin(const VnPicture &picture, const Scene &scene, const Lights &lights) {
    const Cells next(picture);
    const bool follows = picture.motion && next == cells && places.size() == scene.bodies.size() && same(lights, lightsBefore);
    age = follows ? age + 1 : 0;
    eyeBefore = eye;
    eye = xyz(picture.eye);
    looksEverywhere = picture.everyCell;
    cells = next;
    std::swap(now, before);
    now.resize(cells.count());
    movers.clear();
    hasMoved.assign(scene.bodies.size(), false);
    places.resize(scene.bodies.size());
    for (size_t i = 0; i < scene.bodies.size(); i++) {
        const LitBody &body = scene.bodies[i];
        if (follows && !moves(places[i], body.worldFromBody, body.radius)) continue;
        hasMoved[i] = follows;
        if (follows) movers.push_back({{places[i].origin, body.worldFromBody.origin}, body.radius});
        places[i] = body.worldFromBody;
    }
    movedLamps = 0;
    if (!follows) lightsBefore = lights;
    for (size_t k = 0; k < lights.area.size(); k++) {
        if (!moves(lightsBefore.area[k], lights.area[k])) continue;
        movedLamps |= 1u << std::min(k, size_t(31));
        lightsBefore.area[k] = lights.area[k];
    }
}

bool PictureMemory::isTurn(int column, int row) const {
    constexpr uint32_t order[4] = {0, 3, 1, 2};
    return !remembers() || looksEverywhere || uint32_t((column & 1) + 2 * (row & 1)) == order[age & 3];
}

Remembered PictureMemory::recall(const VnPicture &picture, int column, int row) const {
    Remembered found;
    if (!remembers()) return found;
    const int x = cells.x(column, row), y = cells.y(row), i = y * picture.width + x, cell = row * cells.columns + column;
    const f4 point = now.point[cell], normal = now.normal[cell];
    // Seen from elsewhere it reflects something else, and other pixels share its shadows.
    const vec3 seen = unpack(point) - eye, seenBefore = unpack(point) - eyeBefore;
    const float distance = length(seen), distanceBefore = length(seenBefore), cosine = dot(seen, seenBefore) / (distance * distanceBefore);
    if (cosine < 0.99f || distance < 0.8f * distanceBefore || distanceBefore < 0.8f * distance) return found;
    // What moves by itself has no place of its own to be compared.
    const bool stands = !hasMoved[picture.ids[i] - 1];
    const float scale = 1.0f / (0.003f + cells.edge * normal[3] / picture.focalLengthInPixels);
    // The smoother a surface, the sooner its reflections have moved on.
    const float turned = sqrt(max(0.0f, 2.0f - 2.0f * cosine)), glossKept = max(0.0f, 1.0f - turned / (0.02f + 0.1f * square(picture.roughness[i])));
    float sum = 0, gloss = 0, indirect = 0;
    cells.around(x + picture.motion[2 * i], y + picture.motion[2 * i + 1], [&](int j, float w) {
        if (before.ids[j] != picture.ids[i] || before.point[j][3] == 0) return;
        const f4 d = (before.point[j] - point) * normal, c = before.normal[j] * normal;
        if (c[0] + c[1] + c[2] < 0.8f || (stands && std::fabs(d[0] + d[1] + d[2]) * scale > 1)) return;
        found.visibility += before.visibility[j] * w;
        const float g = w * before.gloss[j][glossCount], n = w * before.indirect[j][indirectCount];
        found.gloss += before.gloss[j] * g;
        found.indirect += before.indirect[j] * n;
        gloss += g;
        indirect += n;
        sum += w;
    });
    if (sum < 0.2f) return {};
    found.visibility /= sum;
    found.gloss = gloss > 0 ? found.gloss / gloss : f8{};
    found.indirect = indirect > 0 ? found.indirect / indirect : f8{};
    found.gloss[glossCount] = glossKept * gloss / sum;
    found.indirect[indirectCount] = indirect / sum;
    return found;
}

// The light that reaches a point comes from within a cone that ends at the lamp.
Disturbance PictureMemory::disturbance(const Lights &lights, int fromCell, int toCell) const {
    constexpr float nearness = 0.35f;
    Disturbance result;
    result.lamps = movedLamps;
    result.isNear = movedLamps != 0;
    if (movers.empty()) return result;
    vec3 low(1e30f), high(-1e30f);
    for (int i = fromCell; i < toCell; i++) {
        const f4 p = now.point[i];
        if (p[3] == 0) continue;
        low = vec3(min(low.x, p[0]), min(low.y, p[1]), min(low.z, p[2]));
        high = vec3(max(high.x, p[0]), max(high.y, p[1]), max(high.z, p[2]));
    }
    if (low.x > high.x) return result;
    const vec3 middle = (low + high) * 0.5f;
    const float reach = length(high - low) * 0.5f;
    for (const Mover &mover : movers) {
        for (vec3 centre : mover.centre) {
            const vec3 to = centre - middle;
            if (length(to) < reach + mover.radius + nearness) result.isNear = true;
            for (size_t k = 0; k < lights.area.size() && k < 32; k++) {
                const AreaLight &lamp = lights.area[k];
                const vec3 towards = lamp.centre - middle;
                const float share = clamp(dot(to, towards) / max(1e-6f, dot(towards, towards)), 0.0f, 1.0f);
                const float extent = lamp.isSphere ? lamp.radius : length(lamp.halfU) + length(lamp.halfV);
                if (length(to - towards * share) > reach * (1 - share) + mover.radius + extent * share) continue;
                // Small things before a large window hide little of it.
                const bool isMuch = mover.radius * length(towards) > 0.3f * extent * max(mover.radius, length(to) - reach);
                (isMuch ? result.lamps : result.fading) |= 1u << k;
            }
        }
    }
    return result;
}
