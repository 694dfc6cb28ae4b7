// Windows over queues, sharing the height by how many there are of each.
import QtQuick
import Tingxu

Item {
    id: root
    required property var board
    required property real u
    readonly property var words: board.shows.words
    readonly property int windows: windowGrid.count
    readonly property int columns: windows <= 6 ? 1 : windows <= 16 ? 2 : windows <= 36 ? 4 : 6
    readonly property int lines: Math.ceil(windows / columns)
    readonly property real free: height - (40 + 52 + 14) * u
    readonly property real share: Math.min(2.2 * u, free / Math.max(1, lines * 58 + queueList.count * 46))

    Heading {
        id: windowHeading
        width: parent.width
        texts: root.words.windows
        u: root.u
    }
    WindowGrid {
        id: windowGrid
        anchors.top: windowHeading.bottom
        width: parent.width
        columns: root.columns
        cellHeight: root.share * 58
        entries: root.board.windowRows
        u: root.u
    }
    Heading {
        id: queueHeading
        anchors { top: windowGrid.bottom; topMargin: 14 * root.u }
        width: parent.width
        texts: root.words.queues
        columns: [root.words.people, root.words.minutes]
        u: root.u
    }
    QueueList {
        id: queueList
        anchors.top: queueHeading.bottom
        width: parent.width
        rowHeight: root.share * 46
        entries: root.board.queueRows
        u: root.u
    }
}
