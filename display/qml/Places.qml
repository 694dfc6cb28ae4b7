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
    readonly property int queueColumns: queueList.count > 8 ? 2 : 1
    readonly property int lines: Math.ceil(windows / columns)
    readonly property real free: height - (40 + 52 + 14) * u
    readonly property real share: Math.min(1.9 * u, free / Math.max(1, (lines + Math.ceil(queueList.count / queueColumns)) * 58))

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
    Repeater {
        model: root.queueColumns
        Heading {
            required property int index
            x: index * (queueList.rowWidth + queueList.columnSpacing)
            y: windowGrid.y + windowGrid.height + 14 * root.u
            width: queueList.rowWidth
            texts: index === 0 ? root.words.queues : ["", ""]
            columns: [root.words.people, root.words.minutes]
            columnWidths: [queueList.peopleWidth, queueList.minutesWidth]
            u: root.u
        }
    }
    QueueList {
        id: queueList
        anchors { top: windowGrid.bottom; topMargin: 66 * root.u }
        width: parent.width
        columns: root.queueColumns
        columnSpacing: 32 * root.u
        rowHeight: root.share * 58
        peopleWidth: (root.queueColumns === 1 ? 110 : root.width < 900 * root.u ? 46 : 80) * root.u
        minutesWidth: (root.queueColumns === 1 ? 200 : root.width < 900 * root.u ? 98 : 140) * root.u
        entries: root.board.queueRows
        u: root.u
    }
}
