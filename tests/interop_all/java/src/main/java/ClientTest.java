import io.socket.client.Ack;
import io.socket.client.IO;
import io.socket.client.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.json.JSONObject;

/** The Java client against matrix_fixture: the first argument is its URL. Prints one line per behaviour. */
public final class ClientTest {
  private static final List<String> EVENTS =
      List.of("hello", "echo", "answer", "said", "left", Socket.EVENT_CONNECT_ERROR, Socket.EVENT_DISCONNECT);

  private static String url;
  private static int failed;
  private static int passed;

  interface Body {
    void run(String[] transports) throws Exception;
  }

  /** One client; what it receives is in `inbox`: the event and its arguments. */
  static final class Client {
    final Socket socket;
    final BlockingQueue<Object[]> inbox = new LinkedBlockingQueue<>();

    Client(String[] transports, String namespace, Map<String, String> auth) {
      IO.Options options =
          IO.Options.builder().setTransports(transports).setForceNew(true).setReconnection(false).setAuth(auth).build();
      socket = IO.socket(java.net.URI.create(url + namespace), options);
      for (String event : EVENTS) {
        socket.on(event, args -> {
          Object[] all = new Object[args.length + 1];
          all[0] = event;
          System.arraycopy(args, 0, all, 1, args.length);
          inbox.add(all);
        });
      }
      socket.connect();
    }

    Client(String[] transports) throws Exception {
      this(transports, "/", Map.of());
      sees("hello");
    }

    Object[] sees(String event) throws Exception {
      Object[] seen = inbox.poll(10, TimeUnit.SECONDS);
      check(seen != null && seen[0].equals(event), event + " expected, not " + Arrays.toString(seen));
      return seen;
    }

    Object[] ask(String event, Object... args) throws Exception {
      BlockingQueue<Object[]> answer = new LinkedBlockingQueue<>();
      socket.emit(event, args, (Ack) answer::add);
      Object[] values = answer.poll(10, TimeUnit.SECONDS);
      check(values != null, "no answer to " + event);
      return values;
    }
  }

  static void check(boolean condition, String what) {
    if (!condition) throw new AssertionError(what);
  }

  static void same(Object seen, Object wanted) {
    check(String.valueOf(seen).equals(String.valueOf(wanted)), seen + " instead of " + wanted);
  }

  static void behaviour(String name, Body body) {
    for (String[] transports : new String[][] {{"polling"}, {"websocket"}, {"polling", "websocket"}}) {
      String label = name + " " + Arrays.toString(transports);
      try {
        body.run(transports);
        ++passed;
        System.out.println("ok " + label);
      } catch (Exception | AssertionError error) {
        ++failed;
        System.out.println("not ok " + label + ": " + error);
      }
    }
  }

  static void connects(String[] transports) throws Exception {
    Client client = new Client(transports, "/", Map.of("token", "abc"));
    Object[] hello = client.sees("hello");
    same(hello[1], client.socket.id());
    same(hello[2], new JSONObject(Map.of("token", "abc")));
    client.socket.disconnect();
  }

  static void events(String[] transports) throws Exception {
    Client client = new Client(transports);
    client.socket.emit("echo", 1, -1.5, "ünï 💩", true, JSONObject.NULL, new JSONObject(Map.of("a", List.of(1, 2))));
    same(Arrays.toString(client.sees("echo")), "[echo, 1, -1.5, ünï 💩, true, null, {\"a\":[1,2]}]");
    client.socket.disconnect();
  }

  static void acknowledgements(String[] transports) throws Exception {
    Client client = new Client(transports);
    same(Arrays.toString(client.ask("echo", 1, "two")), "[1, two]");
    client.socket.on("question", args -> ((Ack) args[args.length - 1]).call(args[0], "indeed"));
    client.socket.emit("ask", 42);
    same(Arrays.toString(client.sees("answer")), "[answer, 42, indeed]");
    client.socket.disconnect();
  }

  static void binary(String[] transports) throws Exception {
    Client client = new Client(transports);
    byte[] bytes = "\u0000binary\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    client.socket.emit("echo", (Object) bytes);
    check(Arrays.equals((byte[]) client.sees("echo")[1], bytes), "other bytes came back in an event");
    check(Arrays.equals((byte[]) client.ask("echo", (Object) bytes)[0], bytes), "other bytes in an acknowledgement");
    client.socket.disconnect();
  }

  static void refusals(String[] transports) throws Exception {
    Client client = new Client(transports, "/denied2", Map.of());
    JSONObject error = (JSONObject) client.sees(Socket.EVENT_CONNECT_ERROR)[1];
    same(error.getString("message") + error.getJSONObject("data"), "denied, too{\"code\":42}");
    client.socket.disconnect();
  }

  static void rooms(String[] transports) throws Exception {
    Client ada = new Client(transports);
    Client ben = new Client(transports);
    String room = "room of " + ada.socket.id();
    same(ada.ask("join", room)[0], 1);
    same(ben.ask("join", room)[0], 2);
    ada.socket.emit("say", room, "hello");
    same(ben.sees("said")[1], "hello");
    ada.socket.disconnect();
    ben.socket.disconnect();
  }

  static void disconnects(String[] transports) throws Exception {
    Client observer = new Client(transports);
    Client client = new Client(transports);
    observer.ask("watch", client.socket.id());
    client.socket.emit("kick", true);
    same(client.sees(Socket.EVENT_DISCONNECT)[1], "io server disconnect");
    same(observer.sees("left")[2], "server namespace disconnect");
    observer.socket.disconnect();
  }

  public static void main(String[] args) {
    url = args[0];
    behaviour("connects and is told its auth", ClientTest::connects);
    behaviour("events go both ways", ClientTest::events);
    behaviour("acknowledgements go both ways", ClientTest::acknowledgements);
    behaviour("binary goes both ways", ClientTest::binary);
    behaviour("a refusal has its message and data", ClientTest::refusals);
    behaviour("rooms", ClientTest::rooms);
    behaviour("the server sends a client away", ClientTest::disconnects);
    System.out.println(passed + " passed, " + failed + " failed");
    System.exit(failed == 0 ? 0 : 1);
  }
}
