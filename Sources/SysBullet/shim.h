// Bullet is C++: only CBullet includes its headers; this target carries the link line.
