// The hall's name, the day and the time.
import QtQuick
import Tingxu

Item {
    id: root
    required property var shows
    required property real u

    TwoLines {
        objectName: "hall"
        anchors { left: parent.left; leftMargin: 32 * root.u; right: date.left; rightMargin: 24 * root.u }
        height: parent.height
        texts: root.shows.hall
        size: 46 * root.u
        secondSize: 24 * root.u
        weight: Font.Bold
        color: Theme.primaryDeep
    }
    TwoLines {
        id: date
        anchors { right: clock.left; rightMargin: 28 * root.u }
        width: 300 * root.u
        height: parent.height
        align: Text.AlignRight
        texts: root.shows.date
        size: 28 * root.u
        secondSize: 21 * root.u
        weight: Font.Medium
    }
    Text {
        textFormat: Text.PlainText
        id: clock
        objectName: "clock"
        anchors { right: parent.right; rightMargin: 32 * root.u; verticalCenter: parent.verticalCenter }
        text: root.shows.clock
        color: Theme.primaryDeep
        font { pixelSize: 68 * root.u; weight: Font.Bold }
    }
}
