// Smooth edges from one shaded sample a pixel: where surfaces meet, rays through places in the pixel ask what is seen there, and
// each takes the colour of the neighbour that shows the same surface. What none of them shows is lit by itself.
#include "PixelTracer.h"

namespace {
constexpr int together = 8, mostLooks = 4 * together;
// Differences: of one surface at most, and of different bodies at least.
constexpr float textures = 0.1f; // what colours of one part differ by from pixel to pixel
constexpr float alike = 1.2f, surelyAlike = 0.2f, unlike = 1e8f;
// In sixteenths of a pixel, from its middle: of each eight no two in a row or a column.
constexpr float places[together][2] = {{1, -3}, {-1, 3}, {5, 1}, {-3, -5}, {-5, 5}, {-7, -1}, {3, 7}, {7, -7}};
struct Place { float x, y; };
Place place(int k) {
    // Eight more lie between the others.
    const int turn = k / together;
    const float *p = places[k % together], x = p[0] + (turn & 1) - 0.5f, y = p[1] + (turn >> 1) - 0.5f;
    return turn == 0 ? Place{p[0] / 16, p[1] / 16} : turn == 1 ? Place{-y / 16, x / 16} : turn == 2 ? Place{-x / 16, -y / 16} : Place{y / 16, -x / 16};
}

struct Seen {
    uint32_t id; // 0: nothing
    vec3 point, normal;
    float width; // of a pixel there
    vec3 base;
    const Hit *hit = nullptr; // of a ray; else it is what a pixel shows
};

struct View {
    const VnPicture &p;
    const Scene &scene;

    Seen at(int x, int y) const {
        const int i = y * p.width + x;
        return {p.ids[i], xyz(p.eye) + rayThrough(p, x + 0.5f, y + 0.5f) * p.depth[i], vec3(p.normal[3 * i], p.normal[3 * i + 1], p.normal[3 * i + 2]), p.depth[i] / p.focalLengthInPixels,
                p.baseColour ? vec3(p.baseColour[3 * i], p.baseColour[3 * i + 1], p.baseColour[3 * i + 2]) : vec3(0.0f)};
    }
    // Coarser meshes show parts of another colour elsewhere.
    bool isOtherPart(const Seen &a, const Seen &b) const {
        if (!p.baseColour) return false;
        const LitBody &body = scene.bodies[a.id - 1];
        return a.hit ? body.isForeign(a.hit->triangle, b.base) : !body.triangleSurfaces.empty() && LitBody::isFar(a.base, b.base, vec3(textures));
    }
    // How unlike two places are, in pixels' widths off one another's plane and in what their normals turn.
    float difference(const Seen &a, const Seen &b) const {
        if (a.id != b.id) return 10 * unlike;
        if (a.id == 0) return 0;
        if (isOtherPart(a, b)) return 10 * alike;
        vec3 d = b.point - a.point;
        return (std::fabs(dot(d, a.normal)) + std::fabs(dot(d, b.normal))) / (a.width + 1e-6f) + 4.0f * (1.0f - dot(a.normal, b.normal));
    }
};

// Where a pixel and its neighbours have nearly one colour there is nothing to smooth, whatever surfaces meet.
struct Contrast {
    const VnPicture &p;
    const float *colours;
    std::vector<float> least, most; // of three rows, a channel each
    int row = 0;
    float shade; // darker differences than this are hardly seen in this picture

    Contrast(const VnPicture &p, const float *colours) : p(p), colours(colours), least(3 * p.width), most(3 * p.width) {
        constexpr int stride = 37;
        float sum = 0;
        int count = 0;
        for (int i = 0; i < p.width * p.height; i += stride, count++) sum += std::log(colours[3 * i + 1] + 1e-4f);
        shade = 0.2f * std::exp(sum / count);
    }
    void load(int y) {
        row = y;
        const float *own = colours + 3 * size_t(y) * p.width, *above = y > 0 ? own - 3 * p.width : own, *below = y + 1 < p.height ? own + 3 * p.width : own;
        for (int k = 0; k < 3 * p.width; k++) {
            least[k] = std::min(std::min(above[k], own[k]), below[k]);
            most[k] = std::max(std::max(above[k], own[k]), below[k]);
        }
    }
    // How many looks it takes: none where nobody would see a difference; more where much goes on, and a little of what is bright is seen as much.
    int looks(int x) const {
        constexpr float visible = 0.03f; // of the brighter one: about one step of eight bits
        constexpr float glaring = 4;
        const int left = 3 * std::max(0, x - 1), own = 3 * x, right = 3 * std::min(p.width - 1, x + 1);
        bool isSeen = false;
        int channel = 0;
        float glare = 0, middle = 0;
        for (int c = 0; c < 3; c++) {
            const float low = std::min(std::min(least[left + c], least[own + c]), least[right + c]), high = std::max(std::max(most[left + c], most[own + c]), most[right + c]);
            isSeen |= high - low > visible * high;
            if (high > glare * (low + shade)) { glare = high / (low + shade); channel = c; middle = sqrt(low * high); }
        }
        if (!isSeen) return 0;
        if (glare < glaring) return together;
        return isCluttered(x, channel, middle) ? mostLooks : mostLooks / 2;
    }
    // More than one edge passes: around the pixel it is bright, dark and bright again, or none of what it is itself.
    bool isCluttered(int x, int channel, float middle) const {
        const auto isBright = [&](int u, int v) {
            return colours[3 * (size_t(std::clamp(v, 0, p.height - 1)) * p.width + std::clamp(u, 0, p.width - 1)) + channel] > middle;
        };
        int changes = 0, alike = 0;
        const bool own = isBright(x, row);
        bool last = isBright(x + ringAcross[7], row + ringDown[7]);
        for (int k = 0; k < 8; k++) {
            const bool next = isBright(x + ringAcross[k], row + ringDown[k]);
            changes += next != last;
            alike += next == own;
            last = next;
        }
        return changes > 2 || alike == 0;
    }
};

// Things about as thin as a pixel fall between the pixels' middles here and there: where such a thing would go on is looked at too.
struct Thin {
    static constexpr int reach = 4;
    const VnPicture &p;
    std::vector<uint8_t> continues;
    int fromRow;

    Thin(const VnPicture &p, int fromRow, int toRow) : p(p), continues(size_t(p.width) * (toRow - fromRow)), fromRow(fromRow) {
        for (int y = std::max(1, fromRow - reach); y < std::min(p.height - 1, toRow + reach); y++) {
            const uint32_t *ids = p.ids + size_t(y) * p.width;
            for (int x = 1; x < p.width - 1; x++) {
                const bool liesAcross = ids[x] != ids[x - p.width] && ids[x] != ids[x + p.width], stands = ids[x] != ids[x - 1] && ids[x] != ids[x + 1];
                if (liesAcross != stands) mark(x, y, liesAcross ? reach : 1, liesAcross ? 1 : reach, toRow);
            }
        }
    }
    bool at(int x, int y) const { return continues[size_t(y - fromRow) * p.width + x]; }

private:
    void mark(int x, int y, int across, int down, int toRow) {
        for (int v = std::max(fromRow, y - down); v <= std::min(toRow - 1, y + down); v++)
            for (int u = std::max(0, x - across); u <= std::min(p.width - 1, x + across); u++) continues[size_t(v - fromRow) * p.width + u] = 1;
    }
};

struct Smoother {
    const VnIllumination *self;
    View view;
    std::vector<Seen> rows[3]; // around the row in work

    void load(int y) {
        std::vector<Seen> &row = rows[(y + 3) % 3];
        row.resize(view.p.width);
        if (y >= 0 && y < view.p.height) for (int x = 0; x < view.p.width; x++) row[x] = view.at(x, y);
    }
    const Seen &at(int x, int y) const { return rows[(y + 3) % 3][x]; }

    template <class Body> void aroundPixel(int x, int y, Body body) const {
        for (int v = std::max(0, y - 1); v <= std::min(view.p.height - 1, y + 1); v++)
            for (int u = std::max(0, x - 1); u <= std::min(view.p.width - 1, x + 1); u++) body(u, v, at(u, v));
    }
    bool isEdge(int x, int y) const {
        const Seen &own = at(x, y);
        const uint32_t *ids = view.p.ids + size_t(y) * view.p.width + x;
        const int right = x + 1 < view.p.width, left = x > 0, below = y + 1 < view.p.height ? view.p.width : 0, above = y > 0 ? view.p.width : 0;
        if (ids[-left] != own.id || ids[right] != own.id || ids[-above] != own.id || ids[below] != own.id) return true;
        float most = 0;
        aroundPixel(x, y, [&](int, int, const Seen &other) { most = max(most, view.difference(own, other)); });
        return most > alike;
    }
    // The mean of what is seen at so many places in pixel (x, y), each in the colour of the neighbour that shows it.
    vec3 mean(int x, int y, const float *colours, int looks) const {
        vec3 sum(0.0f);
        for (int first = 0; first < looks; first += together) sum += sumOf(x, y, colours, first);
        return sum / float(looks);
    }
    vec3 sumOf(int x, int y, const float *colours, int first) const {
        const VnPicture &p = view.p;
        vec3 directions[together], sum(0.0f);
        float perDepth[together];
        Hit hits[together];
        for (int k = 0; k < together; k++) {
            const Place at = place(first + k);
            const vec3 ray = rayThrough(p, x + 0.5f + at.x, y + 0.5f + at.y);
            perDepth[k] = length(ray);
            directions[k] = ray / perDepth[k];
        }
        self->scene.trace8(xyz(p.eye), directions, hits);
        for (int k = 0; k < together; k++) {
            Seen seen{0, vec3(0.0f), vec3(0.0f), 0, vec3(0.0f)};
            if (hits[k].body >= 0) {
                seen = {uint32_t(hits[k].body) + 1, xyz(p.eye) + directions[k] * hits[k].distance, self->scene.smoothNormal(hits[k]),
                        hits[k].distance / perDepth[k] / p.focalLengthInPixels, vec3(0.0f), &hits[k]};
            }
            const int shown = shownBy(x, y, place(first + k), seen);
            if (shown < 0) {
                sum += colourOf(hits[k], directions[k], Pattern{morton(uint32_t(x), uint32_t(y)), uint32_t(first + k)});
            } else {
                const float *colour = colours + 3 * shown;
                sum += vec3(colour[0], colour[1], colour[2]);
            }
        }
        return sum;
    }
    // As a reflection would show it.
    vec3 colourOf(const Hit &hit, vec3 direction, Pattern pattern) const {
        if (hit.body < 0) return (*self->lights.sky)(direction);
        return PixelTracer(*self, Pixel(), pattern).sentBack(hit, xyz(view.p.eye), direction, pattern, true, false);
    }
    // Of the pixels that show what is seen at a place in pixel (x, y) the nearest; below 0 where none shows this surface.
    int shownBy(int x, int y, Place place, const Seen &seen) const {
        int best = y * view.p.width + x;
        if (view.difference(seen, at(x, y)) < surelyAlike) return best;
        float least = unlike;
        aroundPixel(x, y, [&](int u, int v, const Seen &other) {
            const float cost = view.difference(seen, other) + 0.1f * (square(u - x - place.x) + square(v - y - place.y));
            if (cost < least) { least = cost; best = v * view.p.width + u; }
        });
        return least < alike ? best : goneOn(x, y, place, seen, best, least);
    }
    // A thin thing shows again a few pixels on.
    int goneOn(int x, int y, Place place, const Seen &seen, int best, float least) const {
        const VnPicture &p = view.p;
        for (int v = std::max(0, y - Thin::reach); v <= std::min(p.height - 1, y + Thin::reach); v++) {
            for (int u = std::max(0, x - Thin::reach); u <= std::min(p.width - 1, x + Thin::reach); u++) {
                if (p.ids[v * p.width + u] != seen.id) continue;
                const float cost = view.difference(seen, view.at(u, v)) + 0.1f * (square(u - x - place.x) + square(v - y - place.y));
                if (cost < least) { least = cost; best = v * p.width + u; }
            }
        }
        const bool shines = seen.id != 0 && self->scene.bodies[seen.id - 1].emits;
        return least < alike || shines ? best : -1;
    }
};
}

void vnPictureSmoothEdges(const VnIllumination *self, const VnPicture *p, const float *colours, float *smoothed, int32_t fromRow, int32_t toRow) {
    Smoother smoother{self, View{*p, self->scene}, {}};
    const Thin thin(*p, fromRow, toRow);
    Contrast contrast(*p, colours);
    smoother.load(fromRow - 1);
    smoother.load(fromRow);
    for (int y = fromRow; y < toRow; y++) {
        smoother.load(y + 1);
        contrast.load(y);
        for (int x = 0; x < p->width; x++) {
            const int i = y * p->width + x;
            const int looks = contrast.looks(x);
            if (!thin.at(x, y) && (looks == 0 || !smoother.isEdge(x, y))) {
                for (int c = 0; c < 3; c++) smoothed[3 * i + c] = colours[3 * i + c];
                continue;
            }
            const vec3 mean = smoother.mean(x, y, colours, std::max(looks, together));
            smoothed[3 * i] = mean.x; smoothed[3 * i + 1] = mean.y; smoothed[3 * i + 2] = mean.z;
        }
    }
}
