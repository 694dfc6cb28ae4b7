// The hall's board: lying (calls left, windows and queues right) or standing (one under the other).
import QtQuick
import Tingxu

Rectangle {
    id: root
    required property var board
    readonly property var shows: board.shows
    readonly property bool standing: height > width
    readonly property real u: standing ? Math.min(width / 1080, height / 1920) : Math.min(width / 1920, height / 1080)
    readonly property real gap: 24 * u

    color: Theme.paper

    BoardHeader {
        id: header
        width: parent.width
        height: 118 * root.u
        shows: root.shows
        u: root.u
    }
    Item {
        id: body
        anchors {
            top: header.bottom; bottom: notice.top; left: parent.left; right: parent.right
            leftMargin: root.gap * 1.3; rightMargin: root.gap * 1.3; bottomMargin: root.gap * 0.6
        }
        visible: root.shows.hasPlan
        opacity: root.shows.stale ? 0.5 : 1
        Behavior on opacity { NumberAnimation { duration: Theme.calm } }

        Newest {
            id: newest
            board: root.board
            u: root.u
            width: root.standing ? parent.width : Math.round(parent.width * 0.585)
            height: Math.round(parent.height * (root.standing ? 0.235 : 0.46))
        }
        Heading {
            id: earlierHeading
            anchors { top: newest.bottom; topMargin: root.gap * 0.7 }
            width: newest.width
            texts: earlier.count > 0 ? root.shows.words.earlier : ["", ""]
            u: root.u
        }
        Earlier {
            id: earlier
            u: root.u
            anchors { top: earlierHeading.bottom; topMargin: 6 * root.u }
            width: newest.width + gap
            height: root.standing ? Math.round(parent.height * 0.2) : parent.height - y + gap
            model: root.board.earlierRows
        }
        Places {
            board: root.board
            u: root.u
            x: root.standing ? 0 : newest.width + root.gap * 1.3
            y: root.standing ? earlier.y + earlier.height : 0
            width: parent.width - x
            height: parent.height - y
        }
    }
    NoticeLine {
        id: notice
        anchors.bottom: parent.bottom
        width: parent.width
        height: texts[0] === "" ? 0 : 84 * root.u
        texts: root.shows.notice === undefined ? ["", ""] : root.shows.notice
        u: root.u
    }
    LinkNote {
        anchors.horizontalCenter: parent.horizontalCenter
        y: root.shows.hasPlan ? header.height - height / 2 : (parent.height - height) / 2
        texts: root.shows.link
        u: root.shows.hasPlan ? root.u : root.u * 1.6
    }
}
