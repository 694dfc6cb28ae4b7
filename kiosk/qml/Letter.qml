// The letter of a queue, as numbers begin with it.
import QtQuick
import Tingxu

Rectangle {
    id: root
    property string letter: ""
    property bool dimmed: false

    radius: height * 0.28
    color: dimmed ? Theme.line : Theme.primary
    Text {
        anchors.centerIn: parent
        text: root.letter
        color: root.dimmed ? Theme.inkSoft : Theme.lit
        font { pixelSize: parent.height * 0.62; weight: Font.Bold }
    }
}
