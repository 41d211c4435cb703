// SPDX-License-Identifier: MIT
// Orphan program: one that is started and is nobody's child here (decision 0013).
#pragma once

namespace infobip_otp {

inline constexpr int wall_in_orphan = 3;
inline constexpr int lifeline_in_orphan = 4;
inline constexpr int first_free_in_orphan = 5;

// The descriptors are sockets, numbered first_free_in_orphan or above; the caller keeps them.
struct OrphanProgram {
    const char* path;
    const char* name;  // argv[0], and no other argument
    int wall;
    int lifeline;  // no byte may ever be written to its other end
};

// Runs the program with `wall` as wall_in_orphan, `lifeline` as lifeline_in_orphan, /dev/null as 0
// to 2 and nothing else open; an empty environment, a session of its own, default signals, in "/".
// Returns 0 or an errno. When the other end of `lifeline` is closed or shut down the kernel kills
// the program (SIGKILL), stopped or not.
//
// This process gets no SIGCHLD of it, and its wait(2) does not find it: it is a child of a process
// between, which has ended when this returns, and goes to init or the next subreaper. Where the
// effective uid is 0 the real uid of the program is, too. The calling thread waits meanwhile, as in
// vfork(2), with its signals blocked.
[[nodiscard]] int start_orphan(const OrphanProgram& program);

}  // namespace infobip_otp
