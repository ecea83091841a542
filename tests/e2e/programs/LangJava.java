// The Java program among those of lang_c.c: open, write, fsync and connect, each told on a line. usage: LangJava DIR
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

public class LangJava {
  interface Step {
    void run() throws IOException;
  }

  // A message is the text of strerror(), or "PATH (TEXT)", or "TEXT (connect failed)".
  static void tell(String name, Step step) {
    String outcome = "ok";
    try {
      step.run();
    } catch (IOException error) {
      outcome = error.getMessage().replaceAll("^/.* \\((.*)\\)$", "$1").replaceAll(" \\(.*\\)$", "");
    }
    System.out.println(name + ": " + outcome);
  }

  public static void main(String[] args) throws IOException {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    ServerSocket server = new ServerSocket(0, 5, here);
    tell("open", () -> new FileOutputStream(args[0] + "/locked").close());
    FileOutputStream file = new FileOutputStream(args[0] + "/data", true);
    tell("write", () -> file.write("text\n".getBytes()));
    tell("fsync", () -> file.getChannel().force(true));
    tell("connect", () -> new Socket(here, server.getLocalPort()).close());
  }
}
