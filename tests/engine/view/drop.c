/* A hand that drags a file onto a window and lets it go: the source's side of the XDND protocol, version 5, for a session
 * under Xvfb. Usage: view_drop WINDOW FILE (a path from the root). Exit status 0 when the window has taken it, 1 when it
 * has not within ten seconds. */
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 10000

struct hand {
    Display *display;
    Window from, to;
    char uri[4200]; /* as the target gets it */
};

static Atom atom(const struct hand *hand, const char *name)
{
    return XInternAtom(hand->display, name, False);
}

static void tell(const struct hand *hand, const char *what, const long data[4])
{
    XEvent event = {.xclient = {.type = ClientMessage,
                                .window = hand->to,
                                .message_type = atom(hand, what),
                                .format = 32,
                                .data.l = {(long)hand->from, data[0], data[1], data[2], data[3]}}};
    (void)XSendEvent(hand->display, hand->to, False, NoEventMask, &event);
    (void)XFlush(hand->display);
}

/* What was dropped, given to who asks for it. */
static void give(const struct hand *hand, const XSelectionRequestEvent *asked)
{
    XEvent answer = {.xselection = {.type = SelectionNotify,
                                    .requestor = asked->requestor,
                                    .selection = asked->selection,
                                    .target = asked->target,
                                    .property = asked->property,
                                    .time = asked->time}};
    (void)XChangeProperty(hand->display, asked->requestor, asked->property, asked->target, 8, PropModeReplace,
                          (const unsigned char *)hand->uri, (int)strlen(hand->uri));
    (void)XSendEvent(hand->display, asked->requestor, False, NoEventMask, &answer);
    (void)XFlush(hand->display);
}

/* Waits for a message of the target, and gives what it asks for meanwhile. Its second word, or -1. */
static long wait_for(const struct hand *hand, const char *what)
{
    struct pollfd wire = {ConnectionNumber(hand->display), POLLIN, 0};
    while (XPending(hand->display) > 0 || poll(&wire, 1, PATIENCE_MS) > 0) {
        XEvent event;
        (void)XNextEvent(hand->display, &event);
        if (event.type == SelectionRequest) {
            give(hand, &event.xselectionrequest);
        } else if (event.type == ClientMessage && event.xclient.message_type == atom(hand, what)) {
            return event.xclient.data.l[1];
        }
    }
    fprintf(stderr, "view_drop: no %s came\n", what);
    return -1;
}

static int drop(const struct hand *hand)
{
    const long enter[4] = {5L << 24, (long)atom(hand, "text/uri-list"), 0, 0};
    const long position[4] = {0, 200L << 16 | 200L, (long)CurrentTime, (long)atom(hand, "XdndActionCopy")};
    const long release[4] = {0, (long)CurrentTime, 0, 0};
    (void)XSetSelectionOwner(hand->display, atom(hand, "XdndSelection"), hand->from, CurrentTime);
    tell(hand, "XdndEnter", enter);
    tell(hand, "XdndPosition", position);
    if ((wait_for(hand, "XdndStatus") & 1L) == 0) {
        return 1;
    }
    tell(hand, "XdndDrop", release);
    return wait_for(hand, "XdndFinished") < 0;
}

int main(int argc, char **argv)
{
    struct hand hand = {.display = XOpenDisplay(NULL)};
    if (argc != 3 || hand.display == NULL) {
        fprintf(stderr, "usage: view_drop WINDOW FILE, with a display\n");
        return 2;
    }
    hand.to = (Window)strtoul(argv[1], NULL, 0);
    hand.from = XCreateSimpleWindow(hand.display, DefaultRootWindow(hand.display), 0, 0, 1, 1, 0, 0, 0);
    (void)snprintf(hand.uri, sizeof hand.uri, "file://%s\r\n", argv[2]);
    int failed = drop(&hand);
    (void)XCloseDisplay(hand.display);
    return failed;
}
